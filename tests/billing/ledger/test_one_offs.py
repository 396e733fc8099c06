"""A line that is billed once ever is on one document in force, and is given back when that is voided."""

from dataclasses import replace

import pytest

from billing.domain.documents import correction
from billing.ledger.refusals import OneOffBilled
from tests.billing.ledger.world import CHANGE, DAY, NOVEMBER, OCTOBER, correct, finalise, numbers, saved, void


def test_a_one_off_line_is_billed_once_ever(ledger):
    finalise(ledger, once=("setup",))
    with pytest.raises(OneOffBilled, match="acme was billed setup on INV-2026-000001"):
        finalise(ledger, month=NOVEMBER, once=("training", "setup"))

    finalise(ledger, client="globex", once=("setup",))
    finalise(ledger, month=NOVEMBER, once=("training",))

    assert [(each.id, each.number) for each in ledger.one_offs.billed("acme")] == [
        ("setup", "INV-2026-000001"),
        ("training", "INV-2026-000003"),
    ]
    assert numbers(ledger) == ["INV-2026-000001", "INV-2026-000002", "INV-2026-000003"]


def test_what_a_month_is_rated_with_is_the_same_before_and_after_its_invoice(ledger):
    before = ledger.one_offs.billed_before("acme", OCTOBER)
    finalise(ledger, once=("setup",))
    assert ledger.one_offs.billed_before("acme", OCTOBER) == before == frozenset()
    assert ledger.one_offs.billed_before("acme", NOVEMBER) == {"setup"}


def test_voiding_gives_one_off_lines_back_and_correcting_does_not(ledger):
    finalise(ledger, once=("setup",))
    correct(ledger, fee="31.00", once=("setup",))
    assert [each.id for each in ledger.one_offs.billed("acme")] == ["setup"]
    void(ledger, "INV-2026-000001")
    assert ledger.one_offs.billed("acme") == ()

    finalise(ledger, month=NOVEMBER, once=("setup",))
    assert [(each.id, each.number) for each in ledger.one_offs.billed("acme")] == [("setup", "INV-2026-000003")]
    with pytest.raises(OneOffBilled, match="setup on INV-2026-000003"):
        finalise(ledger, once=("setup",), replaces="INV-2026-000001")


def test_a_one_off_line_that_a_note_bills_is_billed_once_too_and_given_back_with_the_invoice(ledger):
    stored = finalise(ledger).document
    note = replace(correction((stored,), saved(ledger, once=("training",))), billed_once=("training",))
    ledger.finalise.correction(note, billed=(stored,), issued=DAY, change=CHANGE)
    with pytest.raises(OneOffBilled, match="training on INV-2026-000002"):
        finalise(ledger, month=NOVEMBER, once=("training",))

    void(ledger, "INV-2026-000001")
    assert finalise(ledger, month=NOVEMBER, once=("training",)).new
