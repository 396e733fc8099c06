"""What comes after a final invoice is a note for the difference, booked once for each state."""

from datetime import date
from decimal import Decimal

import pytest

from billing.domain.documents import DocumentKind, correction
from billing.ledger.numbers import Series
from billing.ledger.refusals import CorrectionDue, Overtaken
from tests.billing.ledger.world import CHANGE, DAY, OCTOBER, correct, finalise, numbers, saved


def test_other_inputs_after_the_invoice_is_final_mean_that_a_correction_is_due(ledger):
    stored = finalise(ledger, fee="30.00")
    with pytest.raises(CorrectionDue, match=r"INV-2026-000001 of acme for 2026-10 is final .* clientenv bill reconcile 2026-10") as due:
        finalise(ledger, fee="31.00")

    assert due.value.billed == (stored.document,)
    assert due.value.draft.total == Decimal("31.00")
    assert ledger.documents.of("acme", OCTOBER).billed == (stored.document,)


def test_late_cost_becomes_a_debit_note_in_the_series_of_invoices_and_less_cost_a_credit_note(ledger):
    finalise(ledger, fee="30.00")
    more = correct(ledger, fee="31.50")
    less = correct(ledger, fee="29.00", issued=date(2026, 12, 3))

    assert [(more.document.kind, more.document.number, more.document.total) for more in (more, less)] == [
        (DocumentKind.DEBIT_NOTE, "INV-2026-000002", Decimal("1.50")),
        (DocumentKind.CREDIT_NOTE, "CN-2026-000001", Decimal("-2.50")),
    ]
    assert (more.document.due, less.document.due) == (date(2026, 11, 22), None)
    billed = ledger.documents.of("acme", OCTOBER).billed
    assert [document.number for document in billed] == ["INV-2026-000001", "INV-2026-000002", "CN-2026-000001"]
    assert sum(document.total for document in billed) == Decimal("29.00")
    assert correct(ledger, fee="29.00") is None


def test_a_month_that_is_restated_back_and_forth_gets_a_note_each_time(ledger):
    finalise(ledger, fee="30.00")
    totals = [correct(ledger, fee=fee).document.total for fee in ("40.00", "30.00", "40.00", "30.00")]
    assert totals == [Decimal("10.00"), Decimal("-10.00"), Decimal("10.00"), Decimal("-10.00")]
    assert numbers(ledger, Series.CREDIT_NOTES) == ["CN-2026-000001", "CN-2026-000002"]


def test_after_a_correction_both_the_first_and_the_latest_inputs_give_the_stored_invoice(ledger):
    stored = finalise(ledger, fee="30.00")
    correct(ledger, fee="31.00")

    assert finalise(ledger, fee="30.00").document == stored.document
    assert finalise(ledger, fee="31.00").document == stored.document
    with pytest.raises(CorrectionDue):
        finalise(ledger, fee="32.00")


def test_two_corrections_of_the_same_state_are_never_both_booked(ledger):
    finalise(ledger, fee="30.00")
    billed = ledger.documents.of("acme", OCTOBER).billed
    notes = [correction(billed, saved(ledger, fee=fee)) for fee in ("35.00", "36.00")]
    first = ledger.finalise.correction(notes[0], billed=billed, issued=DAY, change=CHANGE)

    with pytest.raises(Overtaken, match="INV-2026-000002 has come after INV-2026-000001"):
        ledger.finalise.correction(notes[1], billed=billed, issued=DAY, change=CHANGE)
    again = ledger.finalise.correction(notes[0], billed=billed, issued=date(2027, 1, 1), change=CHANGE)

    assert (again.new, again.document) == (False, first.document)
    assert numbers(ledger) == ["INV-2026-000001", "INV-2026-000002"]
