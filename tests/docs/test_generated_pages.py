from pathlib import Path

import pytest

from docs.generate.__main__ import PAGES
from docs.generate.monthly_cost import ALARM, KEY, STACK, deployed, lines, prices
from docs.generate.pages import Page
from docs.generate.tags_page import STACKS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.path}{'#' + page.mark if page.mark else ''}")
def test_no_generated_page_is_stale(page):
    assert not page.stale, f"{page.path} is stale: run `make docs`"


def test_a_page_that_was_edited_by_hand_is_stale(monkeypatch, tmp_path):
    monkeypatch.setattr("docs.generate.pages.ROOT", tmp_path)
    page = Page(path=Path("page.md"), text=lambda: "generated\n", mark="part")
    (tmp_path / "page.md").write_text("before\n<!-- generated: part -->\nby hand\n<!-- end -->\nafter\n")

    assert page.stale
    page.write()
    assert (tmp_path / "page.md").read_text() == "before\n<!-- generated: part -->\ngenerated\n<!-- end -->\nafter\n"
    assert not page.stale


def test_every_price_has_a_source_and_a_date():
    assert all(row["source"] and row["read"] and float(row["usd"]) > 0 for row in prices().values())


def test_keys_and_alarms_are_counted_in_a_stack_that_has_as_many_as_the_others():
    counts = {stack: (deployed(stack)[KEY], deployed(stack)[ALARM]) for stack in STACKS}
    assert set(counts.values()) == {counts[STACK]}
    assert min(counts[STACK]) > 1
    counted = {line.price: line.quantity for line in lines("none")}
    assert (counted["kms.key_month"], counted["cloudwatch.alarm_month"]) == counts[STACK]


def test_the_dashboard_is_one_of_the_three_that_cost_nothing():
    assert {deployed(stack)["aws:cloudwatch/dashboard:Dashboard"] for stack in STACKS} == {1}


@pytest.mark.parametrize("mode", ["none", "isolated", "nat"])
def test_every_line_of_the_monthly_cost_has_a_price(mode):
    assert {line.price for line in lines(mode)} <= set(prices())
