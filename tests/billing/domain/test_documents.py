"""Corrections and cancellations: exactly the difference, never a second opinion."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.canonical import canonical, fingerprint
from billing.domain.document_record import as_record, from_record
from billing.domain.documents import DocumentKind, cancellation, correction, draft_invoice
from billing.domain.money import total
from tests.billing.domain.billed import AGREEMENT, TERMS, draft, invoice
from tests.billing.domain.paper import on_paper, paper, rated, usd


def test_a_draft_says_everything_that_was_rated_and_has_neither_number_nor_days():
    month = rated({**TERMS, "developmentFee": "7"}, costs=usd(usage="100"))
    drafted = draft_invoice(month, "acme", AGREEMENT, "ab")
    same = ("month", "currency", "lines", "subtotal", "tax_percent", "tax_text", "tax", "total", "notes", "billed_once")
    assert {name: getattr(drafted, name) for name in same} == {name: getattr(month, name) for name in same}
    assert (drafted.kind, drafted.client, drafted.agreement, drafted.inputs_sha256) == (DocumentKind.INVOICE, "acme", AGREEMENT, "ab")
    assert (drafted.number, drafted.issued, drafted.due, drafted.corrects, drafted.is_final) == (None, None, None, None, False)


def test_late_cost_becomes_a_debit_note_for_exactly_the_difference():
    first = invoice(costs=usd(usage="100"))
    note = correction([first], draft(costs=usd(usage="103.33")))
    assert (note.kind, note.corrects, note.number) == (DocumentKind.DEBIT_NOTE, "INV-2026-000001", None)
    assert on_paper(note) == paper("""
        aws-cost        3.33
        management-fee  0.83
        tax 19 %        0.79
        total           4.95
    """)
    assert first.total + note.total == draft(costs=usd(usage="103.33")).total


def test_a_late_refund_becomes_a_credit_note():
    first = invoice(costs=usd(usage="100"))
    note = correction([first], draft(costs=usd(usage="100", refund="-40")))
    assert (note.kind, note.total) == (DocumentKind.CREDIT_NOTE, Decimal("-59.50"))
    assert note.notes == ("Corrects INV-2026-000001 of 2026-10.",)  # usage and rules stand on the invoice


def test_a_late_cost_below_one_unit_is_charged_and_not_given_back():
    note = correction([invoice(costs=usd(usage="100"))], draft(costs=usd(usage="100.40")))
    assert (note.kind, note.total) == (DocumentKind.DEBIT_NOTE, Decimal("0.60"))  # 0.40, its fee of 0.10 and the tax on both


def test_differences_that_cancel_out_are_noted_and_give_nothing_back():
    note = correction([invoice(costs=usd(usage="2"), metered_share=Decimal(8))], draft(costs=usd(usage="10")))
    assert [(line.code, line.amount) for line in note.lines] == [("aws-cost", 8), ("aws-cost-metered", -8)]
    assert (note.kind, note.total) == (DocumentKind.DEBIT_NOTE, 0)


def test_an_invoice_that_paid_back_is_voided_by_a_note_that_charges_it_again():
    void = cancellation([invoice(costs=usd(refund="-8"))], "00")
    assert (void.kind, void.total) == (DocumentKind.DEBIT_NOTE, Decimal("9.52"))


def test_a_void_that_comes_to_nothing_is_a_credit_note():
    first = invoice(costs=usd(usage="2"), metered_share=Decimal(-2))
    void = cancellation([first], "00")
    assert (void.kind, void.total) == (DocumentKind.CREDIT_NOTE, 0)


def test_nothing_changed_is_no_note():
    assert correction([invoice(costs=usd(usage="100"))], draft(costs=usd(usage="100.0000001"))) is None


def test_a_second_correction_starts_from_the_first():
    first = invoice(costs=usd(usage="100"))
    noted = replace(correction([first], draft(costs=usd(usage="110"))), number="INV-2026-000002", issued=date(2026, 12, 8))
    again = correction([first, noted], draft(costs=usd(usage="100")))
    assert again.total == -noted.total
    assert correction([first, noted], draft(costs=usd(usage="110"))) is None


def test_a_line_that_is_gone_is_credited():
    first = invoice(costs=usd(usage="1"), metered_share=Decimal(8))
    note = correction([first], draft(costs=usd(usage="1")))
    assert [(line.code, line.amount) for line in note.lines] == [
        ("management-fee", Decimal("-2.00")),
        ("aws-cost-metered", Decimal("-8.00")),
    ]


def test_a_one_off_line_that_was_agreed_late_is_billed_by_the_note_and_by_nothing_else():
    late = {**TERMS, "developmentFee": "10", "oneOff": [{"id": "training", "text": "Training", "amount": "50"}]}
    first = invoice(terms={**TERMS, "developmentFee": "10"}, costs=usd(usage="100"))
    note = correction([first], draft(terms=late, costs=usd(usage="100")))
    assert [(line.code, line.amount) for line in note.lines] == [("one-off:training", Decimal("50.00"))]
    assert (first.billed_once, note.billed_once) == (("development-fee",), ("training",))


def test_a_correction_never_changes_the_currency():
    in_euro = draft(terms={"model": "perMinute", "pricePerMinute": "1", "currency": "EUR"})
    with pytest.raises(ValueError, match="Void the invoice instead"):
        correction([invoice(costs=usd(usage="1"))], in_euro)


def test_a_cancellation_takes_everything_back():
    first = invoice(costs=usd(usage="100"))
    noted = replace(correction([first], draft(costs=usd(usage="110"))), number="INV-2026-000002")
    void = cancellation([first, noted], "00")
    assert (void.kind, void.total, void.tax) == (DocumentKind.CREDIT_NOTE, -first.total - noted.total, -first.tax - noted.tax)
    assert void.notes == ("Voids INV-2026-000001 of 2026-10.",)
    assert (void.number, void.issued, void.due, void.billed_once) == (None, None, None, ())
    assert (void.corrects, void.inputs_sha256, void.month, void.client, void.currency) == (first.number, "00", first.month, "acme", "USD")
    assert [(line.code, line.amount) for line in void.lines] == [("aws-cost", Decimal("-110.00")), ("management-fee", Decimal("-27.50"))]
    assert {(line.quantity, line.unit, line.unit_price == line.amount) for line in void.lines} == {(1, "piece", True)}
    assert {line.description.split(":")[0] for line in void.lines} == {"Correction"}
    assert cancellation([first, noted, replace(void, number="CN-2026-000001")], "00") is None


money = st.decimals(-1000, 1000, places=10)


@given(st.lists(money, min_size=2, max_size=6))
def test_after_any_corrections_what_was_billed_is_what_is_due(costs):
    billed = [invoice(costs=usd(usage=str(costs[0])))]
    for number, cost in enumerate(costs[1:]):
        now = draft(costs=usd(usage=str(cost)))
        if note := correction(billed, now):
            billed.append(replace(note, number=f"N-{number}"))
        for part in ("subtotal", "tax", "total"):
            assert total(getattr(each, part) for each in billed) == getattr(now, part)
    assert (
        cancellation([*billed, cancellation(billed, "00")], "00") is None
        if cancellation(billed, "00")
        else not total(e.total for e in billed)
    )


def test_a_document_survives_its_record():
    once = invoice(terms={**TERMS, "developmentFee": "7"}, costs=usd(usage="1"))
    assert once.billed_once == ("development-fee",)  # lost, it would be billed again
    for document in (invoice(costs=usd(usage="1.005")), once, draft(), cancellation([once], "00")):
        record = as_record(document)
        assert type(record["kind"]) is str
        assert from_record(record) == document
        assert canonical(as_record(from_record(record))) == canonical(record)


def test_a_record_of_another_schema_is_refused():
    with pytest.raises(ValueError, match="schema_version 2"):
        from_record({**as_record(draft()), "schema_version": 2})


@pytest.mark.parametrize("wrong", [1.5, {"a": [1.0]}, [({"x": 0.1},)]])
def test_no_float_gets_into_a_canonical_record(wrong):
    with pytest.raises(TypeError, match="float"):
        canonical(wrong)


def test_the_order_of_keys_does_not_change_the_fingerprint():
    assert fingerprint({"b": "1", "a": ["ü", 2]}) == fingerprint({"a": ["ü", 2], "b": "1"}) != fingerprint({"a": [2, "ü"], "b": "1"})
