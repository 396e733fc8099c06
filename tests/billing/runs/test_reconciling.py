"""What comes after an invoice: late costs, the closed book, voids."""

from datetime import datetime
from decimal import Decimal

import pytest

from billing.domain.costs import Kind
from billing.domain.documents import DocumentKind
from billing.runs import finalising, reconciling
from billing.runs.drafting import draft_month, rate_month
from billing.runs.run import CannotBill
from model.placement import Placement
from tests.billing.domain.paper import on_paper, paper
from tests.billing.runs.office import CLIENTS, COST_PLUS, FIXED, MEMBER, OCTOBER, OPERATOR, PER_MINUTE, billed, finalised, outputs


def test_late_cost_becomes_a_note_for_exactly_the_difference(office):
    finalised(office)
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    plan = reconciling.plan(office.run(), OCTOBER)
    (outcome,) = reconciling.issue_notes(office.run(), plan)
    assert (outcome.document.kind, outcome.document.number) == (DocumentKind.DEBIT_NOTE, "INV-2026-000004")
    assert on_paper(outcome.document) == paper("""
        aws-cost       4.00
        management-fee 1.00
        total          5.00
    """)
    assert not reconciling.plan(office.run(), OCTOBER).notes
    assert [each.document for each in reconciling.issue_notes(office.run(), plan)] == [outcome.document]  # killed and run again


def test_a_one_off_line_in_a_note_is_not_billed_again_next_month(office):
    finalised(office)
    terms = {**COST_PLUS, "oneOff": [{"id": "training", "text": "Training", "amount": "50"}]}
    office.register("initech-prod", outputs("Initech", Placement.MEMBER, MEMBER, terms))
    (note,) = reconciling.issue_notes(office.run(), reconciling.plan(office.run(), OCTOBER))
    assert note.document.total == Decimal("50.00")
    november = {each.client: on_paper(each.rated) for each in rate_month(office.run(), OCTOBER.next).clients}
    assert "training" not in november["initech"]


def test_finalising_after_late_cost_says_that_a_note_is_due(office):
    finalised(office)
    office.charged["Initech", Kind.REFUND, "Refund", MEMBER] = "-4"
    refused = {each.client: each.refused for each in finalised(office) if each.refused}
    assert list(refused) == ["initech"]
    assert "clientenv bill reconcile 2026-10" in refused["initech"]
    (note,) = reconciling.issue_notes(office.run(), reconciling.plan(office.run(), OCTOBER))
    assert (note.document.number, note.document.total) == ("CN-2026-000001", Decimal("-5.00"))


@pytest.mark.parametrize(("at", "estimated"), [("2026-11-07", False), ("2026-11-09", True)])
def test_no_note_comes_from_estimates_unless_somebody_says_why(office, at, estimated):
    finalised(office)
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    office.at, office.estimated = datetime.fromisoformat(f"{at}T00:00:00+00:00"), estimated
    plan = reconciling.plan(office.run(), OCTOBER)
    with pytest.raises(finalising.TooEarly, match="No note was issued"):
        reconciling.issue_notes(office.run(), plan)
    assert len(billed(office)) == 1
    assert len(reconciling.issue_notes(office.run(), plan, early="the client leaves")) == 1


def test_a_month_that_was_never_billed_is_open_and_not_corrected(office):
    draft_month(office.run(), OCTOBER)
    plan = reconciling.plan(office.run(), OCTOBER)
    assert (plan.open, plan.notes) == (("acme", "globex", "initech"), ())


def test_the_book_is_closed_once_and_its_signature_stays(office):
    signatures = iter([b"first", b"second"])
    book = reconciling.plan(office.run(), OCTOBER).books[0]
    certificates = [reconciling.close(office.run(), book, lambda _: next(signatures), "PEM", "key") for _ in range(2)]
    assert certificates[0] == certificates[1]
    assert Decimal(book.as_record()["total"]) == sum(map(Decimal, office.charged.values()))
    office.estimated = True
    with pytest.raises(CannotBill, match="stays open"):
        reconciling.close(office.run(), reconciling.plan(office.run(), OCTOBER).books[0], lambda _: b"", "PEM", "key")


def test_aws_own_invoice_is_held_against_the_book(office):
    assert not reconciling.plan(office.run(), OCTOBER).comparisons
    office.issued_by_aws[OPERATOR, "2026-10"] = Decimal("21.71")
    comparison = reconciling.plan(office.run(), OCTOBER).comparisons[OPERATOR]
    assert (comparison.difference, comparison.agrees) == (Decimal("0.996"), True)  # the bill is 20.714


def test_a_voided_invoice_is_given_back_once_and_frees_its_one_off_lines(office):
    finalised(office)
    done = reconciling.void(office.run(), "INV-2026-000003", "wrong address")
    assert (done.document.number, done.document.total) == ("CN-2026-000001", Decimal("-515.00"))
    assert done.document.notes[-1] == "Reason: wrong address"
    again = reconciling.void(office.run(), "INV-2026-000003", "wrong address")
    assert (again.document, again.new) == (done.document, False)
    with pytest.raises(CannotBill, match="no draft of initech"):  # the one of before the void would repeat its mistake
        finalising.plan(office.run(), OCTOBER, ["initech"])
    assert "initech" in {each.client for each in finalised(office) if each.refused}
    (replaced,) = [each for each in finalised(office, replaces="INV-2026-000003") if each.client == "initech"]
    assert (replaced.document.number, replaced.document.total) == ("INV-2026-000004", Decimal("515.00"))


def test_what_is_no_invoice_in_force_is_not_voided(office):
    finalised(office)
    with pytest.raises(CannotBill, match="No document"):
        reconciling.void(office.run(), "INV-2026-000009", "x")
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    reconciling.issue_notes(office.run(), reconciling.plan(office.run(), OCTOBER))
    with pytest.raises(CannotBill, match="not the invoice in force"):
        reconciling.void(office.run(), "INV-2026-000004", "x")


def test_a_client_whose_currency_has_changed_is_refused_and_the_others_have_their_notes(office):
    finalised(office)
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, {**FIXED, "currency": "EUR"}))
    plan = reconciling.plan(office.run(), OCTOBER)
    outcomes = {each.client: each for each in reconciling.issue_notes(office.run(), plan)}
    assert outcomes["initech"].document.number == "INV-2026-000004"
    assert (outcomes["globex"].document, "is in USD, the corrected month in EUR" in outcomes["globex"].refused) == (None, True)


def test_a_note_that_cannot_be_issued_keeps_no_other_from_its_number(office):
    finalised(office)
    many = [{"id": f"extra-{n}", "text": "Extra", "amount": "1"} for n in range(91)]
    office.register("acme-prod", outputs("Acme", Placement.CLIENT, CLIENTS, {**PER_MINUTE, "oneOff": many}))
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    acme, initech = reconciling.issue_notes(office.run(), reconciling.plan(office.run(), OCTOBER))
    assert "more than 90 one-off lines" in acme.refused
    assert (initech.document.number, initech.new) == ("INV-2026-000004", True)


def test_finalising_again_after_a_note_changes_nothing(office):
    """A note's figures are nobody's draft: what the round has drafted stays what it was, estimates or not."""
    first = finalised(office)
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    reconciling.issue_notes(office.run(), reconciling.plan(office.run(), OCTOBER))
    again = finalising.carry_out(office.run(), finalising.plan(office.run(), OCTOBER))
    assert [(each.document, each.new, each.refused) for each in again] == [(each.document, False, None) for each in first]
