"""Nothing is destroyed while billing lacks a row of what was metered."""

from datetime import UTC, datetime

import pytest

from automation.deploying.usage_copied import UsageGate, not_in_ledger
from automation.exits import Exit, Stop
from billing.domain.month import Month
from billing.domain.usage import UsageRecord

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def record(job, seconds=60, day=5, month=11):
    return UsageRecord(job=job, seconds=seconds, completed=datetime(2026, month, day, tzinfo=UTC))


class Ledger:
    """Billing's, in memory."""

    def __init__(self, *records, knows=True, takes=True, closes=True):
        self.records, self.known, self.takes, self.closes, self.closed = list(records), knows, takes, closes, []

    def knows(self):
        return self.known

    def of(self, months):
        return {month: [each for each in self.records if Month.of(each.completed) == month] for month in months}

    def copy(self, records):
        if not self.takes:
            raise Stop(Exit.REFUSED, "the ledger says no")
        jobs = {each.job for each in self.records}
        fresh = [each for each in records if each.job not in jobs]
        self.records += fresh
        return len(fresh)

    def close(self, months):
        if not self.closes:
            raise Stop(Exit.FAULT, "the ledger cannot be reached")
        self.closed += months


def gate(metered, ledger, **options):
    def opened():
        if isinstance(ledger, Stop):
            raise ledger
        return ledger

    return UsageGate(stack="acme-prod", metered=lambda: list(metered), ledger=opened, **options)


def refused(metered, ledger, **options):
    with pytest.raises(Stop) as stop:
        gate(metered, ledger, **options).check()
    assert stop.value.code is Exit.REFUSED
    return str(stop.value)


NO_BILLING = Stop(Exit.USAGE, "The outputs of billing's stack payer cannot be read")


def test_an_empty_table_needs_no_billing():
    assert gate([], NO_BILLING).check().rows == 0


def test_what_is_copied_row_by_row_may_go():
    rows = [record("a"), record("b", month=10)]
    assert gate(rows, Ledger(*rows)).check().missing == []


def test_what_is_not_copied_is_refused_by_month_rows_and_seconds_with_the_remedy():
    said = refused([record("a", 61), record("b", 62), record("c", 63, month=10), record("d")], Ledger(record("d")))
    assert "2026-10: 1 video is not copied, 63 s (c)" in said
    assert "2026-11: 2 videos are not copied, 123 s (a, b)" in said
    assert "clientenv destroy acme-prod --copy-usage" in said


def test_sums_that_agree_do_not_hide_rows_that_do_not():
    (found,) = not_in_ledger([record("a", 60), record("b", 30)], {NOVEMBER: [record("a", 60), record("c", 30)]})
    assert [each.job for each in found.missing] == ["b"]


def test_a_copy_of_another_length_is_refused():
    said = refused([record("a", 60)], Ledger(record("a", 61)))
    assert "2026-11: 1 differ from their copies (a)" in said


def test_a_copy_in_another_month_is_refused():
    (found,) = not_in_ledger([record("a", month=11)], {OCTOBER: [record("a", month=10)], NOVEMBER: []})
    assert (found.month, [each.job for each in found.differing]) == (NOVEMBER, ["a"])


def test_without_billing_rows_are_refused_and_the_reason_is_told():
    said = refused([record("a")], NO_BILLING)
    assert "billing's stack payer cannot be read" in said
    assert "--usage-lost REASON" in said


def test_a_stack_that_billing_does_not_know_is_refused_although_all_is_copied():
    said = refused([record("a")], Ledger(record("a"), knows=False))
    assert "Billing does not know acme-prod" in said


def test_copying_before_brings_what_is_missing():
    ledger = Ledger(record("a"))
    found = gate([record("a"), record("b")], ledger, copies=True).check()
    assert (found.copied_now, found.missing) == (1, [])
    assert {each.job for each in ledger.records} == {"a", "b"}


def test_a_dry_run_copies_nothing_and_refuses():
    ledger = Ledger()
    with pytest.raises(Stop):
        gate([record("a")], ledger, copies=True).check(dry_run=True)
    assert ledger.records == []


def test_a_ledger_that_does_not_take_it_is_refused_in_its_own_words():
    assert "the ledger says no" in refused([record("a")], Ledger(takes=False), copies=True)


@pytest.mark.parametrize("ledger", [Ledger(), NO_BILLING, Ledger(knows=False)])
def test_usage_may_be_lost_when_somebody_says_why_and_it_is_on_record(ledger):
    found = gate([record("a", 61)], ledger, lost="a rehearsal").check()
    assert found.as_record() == {
        "rows": 1,
        "copied_now": 0,
        "lost": [{"month": "2026-11", "missing": 1, "seconds": 61, "differing": []}],
        "reason": "a rehearsal",
    }


def test_a_reason_is_not_on_record_where_nothing_is_lost():
    assert gate([record("a")], Ledger(record("a")), lost="just in case").check().reason is None


def test_what_came_meanwhile_is_copied_before_the_table_goes_and_the_months_are_closed():
    ledger, rows = Ledger(record("a", month=9)), [record("a", month=9)]
    made = gate(rows, ledger)
    before = made.check()
    rows.append(record("late"))
    after = UsageGate(stack="acme-prod", metered=lambda: rows, ledger=lambda: ledger).settle(NOW, before)
    assert (after.rows, after.copied_now, after.missing) == (2, 1, [])
    assert ledger.closed == [Month(2026, 9), OCTOBER, NOVEMBER]


NOT_CLOSED = (Ledger(closes=False), "the ledger cannot be reached")


@pytest.mark.parametrize(("ledger", "why"), [(Ledger(takes=False), "the ledger says no"), (NO_BILLING, "cannot be read"), NOT_CLOSED])
def test_what_came_meanwhile_and_cannot_be_copied_or_closed_keeps_the_table(ledger, why):
    made = gate([record("late")], ledger)
    with pytest.raises(Stop) as stop:
        made.settle(NOW, gate([], ledger).check())
    assert stop.value.code is Exit.PARTLY_DONE
    assert why in str(stop.value)
    assert "The usage table stays" in str(stop.value)


def test_lost_usage_is_not_copied_behind_somebody_s_back_nor_are_its_months_closed():
    ledger = Ledger()
    made = gate([record("a")], ledger, lost="a rehearsal")
    after = made.settle(NOW, made.check())
    assert ([each.month for each in after.missing], ledger.records, ledger.closed) == ([NOVEMBER], [], [])


def test_an_empty_table_settles_without_billing():
    made = gate([], NO_BILLING)
    assert made.settle(NOW, made.check()).rows == 0
