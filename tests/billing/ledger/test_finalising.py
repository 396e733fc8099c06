"""An invoice becomes final once, and stays as it is; what is no draft, or cannot be kept, does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.domain.document_record import as_record
from billing.domain.documents import correction
from billing.ledger.refusals import ContentMissing, TooLarge
from tests.billing.ledger.world import CHANGE, DAY, draft, finalise, line, numbers, saved


def test_an_invoice_gets_the_next_number_its_day_and_the_day_on_which_it_is_due(ledger):
    first = finalise(ledger, client="acme")
    second = finalise(ledger, client="globex")

    assert [first.document.number, second.document.number] == ["INV-2026-000001", "INV-2026-000002"]
    assert (first.document.issued, first.document.due) == (date(2026, 11, 8), date(2026, 11, 22))
    assert first.new
    assert first.document.total == Decimal("30.00")


def test_finalising_again_on_another_day_returns_what_is_stored_and_writes_nothing(world):
    first = finalise(world.ledger())
    before = world.rows()
    world.requests.clear()

    again = finalise(world.ledger(), issued=date(2027, 2, 1))

    assert not again.new
    assert as_record(again.document) == as_record(first.document)
    assert world.writes() == []
    assert world.rows() == before


def test_nothing_becomes_final_whose_inputs_are_not_kept(ledger):
    document, _ = draft()
    with pytest.raises(ContentMissing, match=f"The inputs {document.inputs_sha256} of acme for 2026-10 .* clientenv bill draft 2026-10"):
        ledger.finalise.invoice(document, issued=DAY, change=CHANGE)
    assert numbers(ledger) == []


def test_every_final_document_can_be_computed_again_from_its_inputs(ledger):
    stored = finalise(ledger, fee="12.34")
    assert ledger.drafts.inputs_of(stored.document)["fee"] == "12.34"


def test_a_document_that_is_too_large_for_a_row_is_refused_with_its_size(ledger):
    document = replace(saved(ledger), lines=tuple(line(f"code-{n}", "1.00") for n in range(4000)))
    with pytest.raises(TooLarge, match=r"documents#studio#2026-10 acme#0000 has [0-9]{6} bytes, DynamoDB takes 409600"):
        ledger.finalise.invoice(document, issued=DAY, change=CHANGE)
    assert numbers(ledger) == []


def test_what_is_no_draft_is_refused(ledger):
    stored = finalise(ledger).document
    note = correction((stored,), saved(ledger, fee="35.00"))
    with pytest.raises(ValueError, match="INV-2026-000001 is no draft of an invoice"):
        ledger.finalise.invoice(stored, issued=DAY, change=CHANGE)
    with pytest.raises(ValueError, match="no draft of an invoice"):
        ledger.finalise.invoice(note, issued=DAY, change=CHANGE)
    with pytest.raises(ValueError, match="no draft of a note"):
        ledger.finalise.correction(saved(ledger), billed=(stored,), issued=DAY, change=CHANGE)
    with pytest.raises(ValueError, match="computed from that invoice"):
        ledger.finalise.correction(replace(note, corrects="INV-2026-000007"), billed=(stored,), issued=DAY, change=CHANGE)
    with pytest.raises(ValueError, match="one client and one month"):
        ledger.finalise.correction(replace(note, client="globex"), billed=(stored,), issued=DAY, change=CHANGE)


def test_a_client_whose_name_would_blur_two_keys_is_refused(ledger):
    with pytest.raises(ValueError, match="cannot be part of a key"):
        finalise(ledger, client="acme#0000")
