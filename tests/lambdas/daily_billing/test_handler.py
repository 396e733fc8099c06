from datetime import UTC, datetime

import pytest

from billing.domain.month import Month
from lambdas.billing_runs import boundary
from lambdas.daily_billing.handler import StepsFailed, handler
from lambdas.monthly_billing.handler import handler as monthly
from tests.lambdas.billing_runs.office import CONTEXT, Outside, emitted

KEYS = ("Client", "Project", "Environment", "CostCenter", "Owner", "BillingGroup")


@pytest.fixture
def outside(monkeypatch):
    made = Outside(datetime(2026, 11, 3, 6, tzinfo=UTC))
    made.ce.states = dict.fromkeys(KEYS, "Inactive")
    monkeypatch.setattr(boundary, "current", lambda: made)
    return made


def test_the_six_tags_are_activated(outside, capsys):
    handler({}, CONTEXT)
    assert outside.ce.states == dict.fromkeys(KEYS, "Active")
    assert emitted(capsys)["TagKeysNotSeen"] == 0


def test_a_key_that_aws_has_not_seen_is_reported_and_fails_nothing(outside, capsys):
    del outside.ce.states["Owner"]
    handler({}, CONTEXT)
    told = emitted(capsys)
    assert (told["TagKeysNotSeen"], told["DailyRan"]) == (1, 1)


def test_usage_is_copied_to_the_ledger_of_this_month_and_the_last(outside):
    handler({}, CONTEXT)
    usage = outside.office.run().ledger.usage
    assert [record.job for record in usage.of("acme-prod", Month.parse("2026-10"))] == ["a1", "a2"]
    assert [record.job for record in usage.of("acme-prod", Month.parse("2026-11"))] == ["a3"]


def test_every_client_gets_its_statement_in_both_places(outside):
    handler({}, CONTEXT)
    assert {"statements/2026-11/acme.html", "statements/2026-11/acme.json"} <= set(outside.shelf)
    assert outside.pushed["acme-prod"] == ["statements/2026-11/acme.html", "statements/2026-11/acme.json"]
    assert "dev" not in outside.pushed


def test_an_environment_that_refuses_its_statement_is_counted_and_fails_nothing(outside, capsys):
    outside.refusing = {"acme-prod"}
    handler({}, CONTEXT)
    told = emitted(capsys)
    assert (told["RunErrors"], told["DailyRan"]) == (1, 1)
    assert "globex-prod" in outside.pushed


def test_a_month_without_drafts_is_noticed_until_it_has_some(outside, capsys):
    handler({}, CONTEXT)
    assert emitted(capsys)["MonthsWithoutDrafts"] == 1
    monthly({}, CONTEXT)
    capsys.readouterr()
    handler({}, CONTEXT)
    assert emitted(capsys)["MonthsWithoutDrafts"] == 0


def test_on_the_first_nobody_wonders_yet(outside, capsys):
    outside.at = datetime(2026, 11, 1, 6, tzinfo=UTC)
    monthly({"month": "2026-09"}, CONTEXT)
    capsys.readouterr()
    handler({}, CONTEXT)
    assert emitted(capsys)["MonthsWithoutDrafts"] == 0


def test_a_step_that_fails_keeps_no_other_from_its_work(outside, capsys):
    def closed(**_):
        raise RuntimeError("AWS is out")

    outside.ce.list_cost_allocation_tags = closed
    with pytest.raises(StepsFailed, match="cost allocation tags"):
        handler({}, CONTEXT)
    assert "statements/2026-11/acme.html" in outside.shelf
    told = emitted(capsys)
    assert (told["RunErrors"], told.get("DailyRan"), told["MonthsWithoutDrafts"]) == (1, None, 1)
