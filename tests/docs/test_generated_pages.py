from collections import Counter
from pathlib import Path

import pytest

from automation.estimating.prices import read_prices
from benchmarks.recorded import recorded_program
from docs.generate.__main__ import PAGES
from docs.generate.monthly_cost import STACK, deployed, lines
from docs.generate.pages import Page
from docs.generate.tags_page import STACKS
from model.settings import NetworkMode


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
    assert all(price.source and price.read and price.usd > 0 for price in read_prices().values())


def test_keys_and_alarms_are_counted_in_a_stack_that_has_as_many_as_the_others():
    counted = deployed(STACK, NetworkMode.NONE)
    for stack in STACKS:
        types = Counter(each.type for each in recorded_program(stack).registered)
        assert (types["aws:kms/key:Key"], types["aws:cloudwatch/metricAlarm:MetricAlarm"]) == (counted.keys, counted.alarms)
        assert types["aws:lambda/eventSourceMapping:EventSourceMapping"] == counted.queues
        assert types["aws:cloudwatch/dashboard:Dashboard"] == 1  # one of the three that cost nothing
    assert min(counted.keys, counted.alarms, counted.queues) > 1


@pytest.mark.parametrize("mode", NetworkMode)
def test_every_line_of_the_monthly_cost_has_a_price(mode):
    assert {line.price for line in lines(mode)} <= set(read_prices())
