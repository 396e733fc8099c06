"""Documents become final once, with numbers that have no gap, and stay as they are."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing.domain.document_record import as_record
from billing.domain.documents import DocumentKind, cancellation, correction
from billing.domain.month import Month
from billing.ledger.chain import Purpose
from billing.ledger.changes import Change
from billing.ledger.numbers import Series
from billing.ledger.refusals import ContentMissing, CorrectionDue, NotVoided, OneOffBilled, Overtaken, TooLarge, Voided
from tests.billing.ledger.world import CHANGE, DAY, OCTOBER, correct, draft, finalise, line, saved, void
from tests.lambdas.outside import Nth

NOVEMBER = Month(2026, 11)


def numbers(ledger, series=Series.INVOICES, year=2026):
    given = ledger.documents.given(series, year)
    assert given.missing == ()
    return [str(place.number) for place in given.places]


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


def test_the_year_of_a_number_is_that_of_the_issue_date_and_each_year_begins_with_one(ledger):
    for client, day in (("a", date(2026, 12, 31)), ("b", date(2027, 1, 1)), ("c", date(2026, 12, 31)), ("d", date(2027, 1, 2))):
        finalise(ledger, client=client, month=NOVEMBER, issued=day)

    assert numbers(ledger, year=2026) == ["INV-2026-000001", "INV-2026-000002"]
    assert numbers(ledger, year=2027) == ["INV-2027-000001", "INV-2027-000002"]
    assert [place.client for place in ledger.documents.given(Series.INVOICES, 2027).places] == ["b", "d"]


def test_each_seller_has_numbers_of_its_own(world):
    assert finalise(world.ledger("studio")).document.number == "INV-2026-000001"
    assert finalise(world.ledger("atelier")).document.number == "INV-2026-000001"


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


def test_each_change_tells_who_when_and_why_and_is_never_rewritten(ledger):
    finalise(ledger)
    correct(ledger, fee="31.00")
    void(ledger, "INV-2026-000001")
    told = [(each.action, each.subject, each.change) for each in ledger.changes.of(NOVEMBER)]
    assert sorted(told, key=lambda each: each[0]) == [
        ("corrected", "INV-2026-000002", CHANGE),
        ("finalised", "INV-2026-000001", CHANGE),
        ("voided", "CN-2026-000001", CHANGE),
    ]


@pytest.mark.parametrize("missing", [{"by": " "}, {"why": ""}, {"at": datetime(2026, 11, 8, 9)}])
def test_a_change_without_who_why_or_offset_is_refused(missing):
    with pytest.raises(ValueError, match=r"needs (who|its offset)"):
        Change(**{"by": "mara", "at": datetime(2026, 11, 8, 9, tzinfo=UTC), "why": "monthly run", **missing})


def test_documents_are_found_by_month_and_by_number(ledger):
    finalise(ledger, client="globex")
    finalise(ledger, client="acme")
    correct(ledger, client="acme", fee="29.00")
    finalise(ledger, client="acme-two")
    finalise(ledger, client="acme", month=NOVEMBER)

    found = [entry.document.number for entry in ledger.documents.of_month(OCTOBER)]
    assert found == ["INV-2026-000002", "CN-2026-000001", "INV-2026-000003", "INV-2026-000001"]
    assert len(ledger.documents.of("acme", OCTOBER).entries) == 2
    assert ledger.documents.numbered("CN-2026-000001").document.corrects == "INV-2026-000002"
    assert ledger.documents.numbered("INV-2026-000009") is None
    with pytest.raises(ValueError, match="write it like INV-2026-000001"):
        ledger.documents.numbered("INV-26-1")


def test_a_number_that_somebody_took_out_by_other_means_is_found_missing(world):
    ledger = world.ledger()
    for name in ("a", "b", "c"):
        finalise(ledger, client=name)
    world.dynamodb.delete_item(TableName="ledger", Key={"pk": {"S": "series#studio#INV-2026"}, "sk": {"S": "000002"}})
    assert [str(number) for number in ledger.documents.given(Series.INVOICES, 2026).missing] == ["INV-2026-000002"]


def test_a_number_that_is_given_while_the_numbers_are_read_is_neither_a_gap_nor_listed(world):
    finalise(world.ledger())
    world.before = Nth(2, lambda: finalise(world.ledger(), client="globex"))
    given = world.ledger().documents.given(Series.INVOICES, 2026)
    assert ([str(place.number) for place in given.places], str(given.last), given.missing) == (["INV-2026-000001"], "INV-2026-000001", ())


def test_a_client_whose_name_would_blur_two_keys_is_refused(ledger):
    with pytest.raises(ValueError, match="cannot be part of a key"):
        finalise(ledger, client="acme#0000")
