"""An invoice is taken back whole, once, and only another that says so replaces it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.domain.documents import cancellation, correction
from billing.ledger.chain import Purpose
from billing.ledger.refusals import NotVoided, Overtaken, Voided
from tests.billing.ledger.world import CHANGE, DAY, OCTOBER, correct, finalise, saved, void


def test_voiding_takes_back_what_is_left_after_the_notes_and_is_done_once(ledger):
    finalise(ledger, fee="30.00")
    correct(ledger, fee="31.50")
    billed = ledger.documents.of("acme", OCTOBER).billed
    note = cancellation(billed, ledger.contents.keep_record({"why": "wrong buyer"}))
    voided = ledger.finalise.cancellation(note, billed=billed, issued=DAY, change=CHANGE)
    other = replace(note, inputs_sha256=ledger.contents.keep_record({"why": "wrong buyer, said by another"}))
    again = ledger.finalise.cancellation(other, billed=billed, issued=date(2027, 1, 1), change=CHANGE)

    assert (voided.document.number, voided.document.total) == ("CN-2026-000001", Decimal("-31.50"))
    assert (again.new, again.document) == (False, voided.document)
    chain = ledger.documents.of("acme", OCTOBER)
    assert (chain.is_void, chain.billed) == (True, ())
    assert [entry.purpose for entry in chain.entries] == [Purpose.INVOICE, Purpose.CORRECTION, Purpose.CANCELLATION]


def test_a_voided_month_is_not_billed_again_by_a_re_run_but_by_an_invoice_that_replaces_the_voided_one(ledger):
    finalise(ledger)
    void(ledger, "INV-2026-000001")
    with pytest.raises(Voided, match="INV-2026-000001 of acme for 2026-10 was voided by CN-2026-000001"):
        finalise(ledger)
    with pytest.raises(Voided):
        finalise(ledger, replaces="INV-2026-000009")

    new = finalise(ledger, replaces="INV-2026-000001")
    again = finalise(ledger, replaces="INV-2026-000001", issued=date(2027, 1, 1))

    assert (new.document.number, new.entry.replaces, new.entry.position) == ("INV-2026-000002", "INV-2026-000001", 2)
    assert (again.new, again.entry) == (False, new.entry)
    assert ledger.documents.of("acme", OCTOBER).billed == (new.document,)


def test_an_invoice_replaces_nothing_but_the_voided_one_of_its_month(ledger):
    with pytest.raises(NotVoided, match="no invoice for 2026-10"):
        finalise(ledger, replaces="INV-2026-000001")
    finalise(ledger)
    with pytest.raises(NotVoided, match="INV-2026-000001 for 2026-10; it does not replace INV-2026-000001"):
        finalise(ledger, replaces="INV-2026-000001")


def test_nothing_is_corrected_that_was_voided(ledger):
    finalise(ledger)
    billed = ledger.documents.of("acme", OCTOBER).billed
    void(ledger, "INV-2026-000001")
    note = correction(billed, saved(ledger, fee="35.00"))
    with pytest.raises(Overtaken):
        ledger.finalise.correction(note, billed=billed, issued=DAY, change=CHANGE)
    everything = [entry.document for entry in ledger.documents.of("acme", OCTOBER).latest]
    with pytest.raises(Voided):
        ledger.finalise.correction(correction(everything, saved(ledger, fee="35.00")), billed=everything, issued=DAY, change=CHANGE)
