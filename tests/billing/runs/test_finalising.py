"""From drafts to final documents, with numbers that stay."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing.domain.costs import Kind
from billing.runs import finalising
from billing.runs.drafting import draft_month, rate_month
from billing.runs.run import CannotBill
from model.placement import Placement
from tests.billing.runs.office import (
    COST_PLUS,
    FIXED,
    MEMBER,
    OCTOBER,
    OPERATOR,
    billed,
    finalised,
    outputs,
    papers,
)
from tests.lambdas.outside import Killed, kill


def test_drafts_become_final_with_numbers_in_order(office):
    outcomes = finalised(office)
    assert [(each.client, each.document.number, each.new) for each in outcomes] == [
        ("acme", "INV-2026-000001", True),
        ("globex", "INV-2026-000002", True),
        ("initech", "INV-2026-000003", True),
    ]
    assert {each.document.issued for each in outcomes} == {date(2026, 11, 8)}


def test_finalising_again_on_another_day_gives_the_same_documents(office):
    first = finalised(office)
    office.at = datetime(2026, 12, 1, tzinfo=UTC)
    again = finalised(office)
    assert [each.document for each in again] == [each.document for each in first]
    assert not any(each.new for each in again)


def test_the_development_fee_is_on_one_invoice_ever(office):
    finalised(office)
    assert "development-fee" in papers(office.run())["initech"]  # October stays as it was
    november = rate_month(office.run(), OCTOBER.next)
    assert "development-fee" not in {line.code for each in november.clients for line in each.rated.lines}


@pytest.mark.parametrize(
    ("at", "estimated", "why"),
    [("2026-11-07T23:59:59", False, "may become final from 2026-11-08"), ("2026-11-09T00:00:00", True, "as estimated")],
)
def test_a_month_waits_until_aws_has_closed_it_unless_somebody_says_why_not(office, at, estimated, why):
    office.at, office.estimated = datetime.fromisoformat(f"{at}+00:00"), estimated
    draft_month(office.run(), OCTOBER)
    plan = finalising.plan(office.run(), OCTOBER)
    with pytest.raises(finalising.TooEarly, match=why):
        finalising.carry_out(office.run(), plan)
    assert not billed(office)
    finalising.carry_out(office.run(), plan, early="the client leaves")
    assert len(billed(office)) == 1
    assert "finalised early: the client leaves" in {each.change.why for each in office.run().ledger.changes.of(OCTOBER.next)}


def test_drafts_from_before_aws_closed_its_bill_are_made_again_first(office):
    office.at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    draft_month(office.run(), OCTOBER)
    office.at = datetime(2026, 11, 8, 9, tzinfo=UTC)
    with pytest.raises(finalising.TooEarly, match="The drafts are of 2026-11-01"):
        finalising.carry_out(office.run(), finalising.plan(office.run(), OCTOBER))
    assert len(finalised(office)) == 3


def test_a_bill_in_another_currency_becomes_final_like_any_other(office):
    office.currency = "EUR"
    terms = {**COST_PLUS, "currency": "EUR"}
    office.register("initech-prod", outputs("Initech", Placement.MEMBER, MEMBER, terms))
    finalised(office)
    assert [(each.currency, each.total) for each in billed(office)] == [("EUR", Decimal("515.00"))]


def test_only_the_clients_that_are_named_become_final(office):
    draft_month(office.run(), OCTOBER)
    finalising.carry_out(office.run(), finalising.plan(office.run(), OCTOBER, ["globex"]))
    assert [len(billed(office, client)) for client in ("acme", "globex", "initech")] == [0, 1, 0]
    with pytest.raises(CannotBill, match="no draft of nobody"):
        finalising.plan(office.run(), OCTOBER, ["nobody"])


def test_a_month_without_drafts_is_not_finalised(office):
    with pytest.raises(CannotBill, match="bill draft 2026-10"):
        finalising.plan(office.run(), OCTOBER)


def test_a_draft_of_an_earlier_round_never_becomes_final(office):
    draft_month(office.run(), OCTOBER)
    office.register("initech-prod", outputs("Initech", Placement.MEMBER, MEMBER, {**COST_PLUS, "currency": "EUR"}))
    draft_month(office.run(), OCTOBER)  # initech cannot be rated any more
    plan = finalising.plan(office.run(), OCTOBER)
    assert [each.document.client for each in plan.drafts] == ["acme", "globex"]
    with pytest.raises(CannotBill, match="no draft of initech"):
        finalising.plan(office.run(), OCTOBER, ["initech"])


def test_a_look_at_the_costs_does_not_make_old_drafts_new(office):
    office.at, office.estimated = datetime(2026, 11, 1, 9, tzinfo=UTC), True
    draft_month(office.run(), OCTOBER)
    office.at, office.estimated = datetime(2026, 11, 9, tzinfo=UTC), False
    rate_month(office.run(), OCTOBER)  # what-if, or a dry run of reconcile
    with pytest.raises(finalising.TooEarly, match="as estimated when the figures were read"):
        finalising.carry_out(office.run(), finalising.plan(office.run(), OCTOBER))


def test_drafts_that_a_run_has_made_again_without_saving_its_round_yet_wait_for_it(office):
    """Else drafts from estimates would become final by the round of before, which says that its figures were none."""
    draft_month(office.run(), OCTOBER)
    office.estimated = True
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    office.world.before = lambda _: kill() if is_a_round(office.world.requests[-1]) else None
    with pytest.raises(Killed):
        draft_month(office.run(), OCTOBER)
    office.world.quiet()
    assert office.run().ledger.drafts.of("initech", OCTOBER).document.total == Decimal("520.00")
    for clients in ((), ["initech"]):
        with pytest.raises(CannotBill, match=r"no draft of .*initech for .* clientenv bill draft 2026-10"):
            finalising.plan(office.run(), OCTOBER, clients)
    assert len(finalising.plan(office.run(), OCTOBER, ["acme"]).drafts) == 1  # of its own bill, which is as it was
    draft_month(office.run(), OCTOBER)
    assert "as estimated" in finalising.plan(office.run(), OCTOBER).too_early


def is_a_round(request):
    name, _, given = request
    return name == "transact_write_items" and given["TransactItems"][0]["Put"]["Item"]["pk"]["S"].startswith("rounds#")


def in_euros(office):
    """Globex's month is invoiced, then its terms change their currency: neither an invoice nor a note can follow."""
    draft_month(office.run(), OCTOBER)
    finalising.carry_out(office.run(), finalising.plan(office.run(), OCTOBER, ["globex"]))
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, {**FIXED, "currency": "EUR"}))


def test_what_is_wrong_with_one_client_keeps_no_other_from_its_invoice(office):
    in_euros(office)
    outcomes = finalised(office)
    assert [(each.client, each.document and each.document.number, each.new) for each in outcomes] == [
        ("acme", "INV-2026-000002", True),
        ("globex", None, False),
        ("initech", "INV-2026-000003", True),
    ]
    assert "INV-2026-000001 is in USD, the corrected month in EUR. Void the invoice instead." in outcomes[1].refused


def test_more_one_off_lines_than_a_document_takes_refuse_that_client_alone(office):
    many = [{"id": f"extra-{n}", "text": "Extra", "amount": "1"} for n in range(91)]
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, {**FIXED, "oneOff": many}))
    outcomes = {each.client: each for each in finalised(office)}
    assert [client for client, each in outcomes.items() if each.new] == ["acme", "initech"]
    assert "more than 90 one-off lines" in outcomes["globex"].refused


def test_each_outcome_is_told_before_the_next_client_has_its_turn(office):
    """So that whoever is cut off knows what has its number already."""
    told, begun = [], []

    @contextmanager
    def turn():
        begun.append(len(told))
        yield told.append

    outcomes = finalised(office, turn=turn)
    assert (tuple(told), begun) == (outcomes, [0, 1, 2])
