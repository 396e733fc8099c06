"""A month from facts to final documents, and what comes afterwards."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing.domain import inputs_record
from billing.domain.costs import Kind
from billing.domain.documents import DocumentKind
from billing.domain.rating import rate
from billing.runs import finalising, reconciling
from billing.runs.drafting import draft_month, rate_month
from billing.runs.run import CannotBill
from billing.settings import MonthlyRate
from billing.sources.usage_tables import CannotReadUsage
from model.placement import Placement
from tests.billing.domain.paper import on_paper, paper
from tests.billing.runs.office import CLIENTS, COST_PLUS, FIXED, MEMBER, OCTOBER, OPERATOR, PER_MINUTE, outputs, usual


@pytest.fixture
def office():
    return usual()


def papers(run):
    return {each.client: on_paper(each.rated) for each in rate_month(run, OCTOBER).clients}


def finalised(office, **options):
    draft_month(office.run(), OCTOBER)
    return finalising.carry_out(office.run(), finalising.plan(office.run(), OCTOBER), **options)


def billed(office, client="initech"):
    return [entry.document for entry in office.run().ledger.documents.of(client, OCTOBER).entries]


# Drafts


def test_each_client_is_billed_under_its_own_model(office):
    assert papers(office.run()) == {
        "acme": paper("""
            video-minutes 1.98
            total         1.98
        """),  # 793 s × 0.15 ÷ 60 = 1.9825; the video of November is November's
        "globex": paper("""
            monthly-fee 40.00
            total       40.00
        """),
        "initech": paper("""
            aws-cost         12.00
            management-fee    3.00
            development-fee 500.00
            total           515.00
        """),  # the whole member account: 10.004 + 2, fee 3.001
    }


def test_your_own_environments_are_not_invoiced(office):
    assert "dev" not in papers(office.run())


def test_rekognition_in_a_shared_account_is_borne_by_metered_seconds(office):
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, {"model": "costPlus", "managementFeePercent": "20"}))
    assert papers(office.run())["globex"] == paper("""
        aws-cost         3.21
        aws-cost-metered 3.00
        management-fee   1.24
        total            7.45
    """)  # 5.00 × 300 of 500 seconds (Globex 300, Initech 100, Dev 100) = 3.00; fee 20 % of 6.21 = 1.242


def test_the_bill_of_a_clients_own_account_is_shown_and_not_charged(office):
    before = papers(office.run())["acme"]
    office.shown = {("", Kind.USAGE, "Amazon S3", CLIENTS): "7.125", ("Acme", Kind.TAX, "Tax", CLIENTS): "1"}
    drafts = rate_month(office.run(), OCTOBER)
    acme = next(each for each in drafts.clients if each.client == "acme")
    assert on_paper(acme.rated) == before
    assert "AWS charged you 8.13 USD directly. It is shown here and not charged again." in acme.rated.notes
    assert drafts.facts.bills[CLIENTS].costs.total == Decimal("8.125")


def test_a_client_with_two_environments_is_billed_as_one(office):
    office.register("acme-test", outputs("Acme", Placement.CLIENT, "222222222222", PER_MINUTE, environment="test"))
    office.metered["acme-test"] = [("t1", 60, "2026-10-05T10:00:00+00:00")]
    assert papers(office.run())["acme"].startswith("video-minutes 2.13")  # 853 s


def test_environments_of_one_client_that_contradict_one_another_are_not_billed_and_all_others_are(office):
    office.register("acme-test", outputs("Acme", Placement.CLIENT, "222222222222", FIXED, environment="test"))
    drafts = rate_month(office.run(), OCTOBER)
    (trouble,) = drafts.not_rated
    assert trouble.client == "acme"
    assert "acme-prod, acme-test are environments of acme and have different billing terms" in trouble.why
    assert [each.client for each in drafts.clients] == ["globex", "initech"]


def test_a_stack_that_left_is_billed_until_its_last_day_from_the_copies(office):
    office.run()
    rate_month(office.run(), OCTOBER)  # copies the usage
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, FIXED), left="2026-10-10")
    office.metered["globex-prod"] = []
    office.asked.clear()
    drafts = rate_month(office.run(), OCTOBER)
    globex = next(each for each in drafts.clients if each.client == "globex")
    assert (globex.rated.total, globex.inputs.usage.seconds) == (Decimal("12.90"), 300)  # 40 × 10 ÷ 31
    assert ("usage", "globex-prod") not in office.asked


def test_the_last_videos_of_a_stack_that_left_are_billed(office):
    rate_month(office.run(at=datetime(2026, 10, 10, 6, tzinfo=UTC)), OCTOBER)
    office.metered["globex-prod"].append(("g2", 60, "2026-10-10T15:00:00+00:00"))
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, FIXED), left="2026-10-10")
    globex = next(each for each in rate_month(office.run(), OCTOBER).clients if each.client == "globex")
    assert globex.inputs.usage.seconds == 360
    office.asked.clear()
    rate_month(office.run(), OCTOBER)
    assert ("usage", "globex-prod") not in office.asked  # all is copied


def test_a_stack_that_left_before_its_last_videos_were_copied_is_not_guessed(office):
    rate_month(office.run(at=datetime(2026, 10, 10, 6, tzinfo=UTC)), OCTOBER)
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, FIXED), left="2026-10-10")
    shut_out(office, "globex-prod")
    drafts = rate_month(office.run(), OCTOBER)
    assert [each.client for each in drafts.not_rated] == ["globex"]
    assert [each.client for each in drafts.clients] == ["acme", "initech"]


def test_the_seconds_of_a_client_that_does_not_pay_yet_are_not_paid_by_others(office):
    office.register("initech-prod", outputs("Initech", Placement.HOSTED, OPERATOR, {"model": "costPlus", "managementFeePercent": "20"}))
    first = next(each for each in rate_month(office.run(), OCTOBER).clients if each.client == "initech")
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, {**FIXED, "validFrom": "2026-12-01"}))
    drafts = rate_month(office.run(), OCTOBER)
    again = next(each for each in drafts.clients if each.client == "initech")
    assert "globex" not in [each.client for each in drafts.clients]
    assert again.inputs.metered_share == first.inputs.metered_share == Decimal(1)  # 5.00 × 100 of 500 seconds


REIMBURSED = {**COST_PLUS, "developmentFee": "0", "reimburseAwsCost": True}


def test_terms_about_a_bill_that_cannot_be_read_are_not_rated_as_if_it_were_nothing(office):
    office.register("acme-prod", outputs("Acme", Placement.CLIENT, CLIENTS, REIMBURSED))
    (trouble,) = rate_month(office.run(), OCTOBER).not_rated
    assert "AWS's bill of account 222222222222 for 2026-10 cannot be read" in trouble.why


def test_when_a_client_has_left_its_bill_is_the_one_that_was_read_last(office):
    office.register("acme-prod", outputs("Acme", Placement.CLIENT, CLIENTS, REIMBURSED))
    office.shown = {("", Kind.USAGE, "Amazon S3", CLIENTS): "8"}
    assert papers(office.run())["acme"].endswith("total 2.00")  # 25 % of 8
    office.shown = {}
    office.register("acme-prod", outputs("Acme", Placement.CLIENT, CLIENTS, REIMBURSED), left="2026-10-31")
    assert papers(office.run())["acme"].endswith("total 2.00")


def test_a_client_that_changes_what_it_was_metered_keeps_nobody_else_from_being_billed(office):
    rate_month(office.run(), OCTOBER)
    office.metered["acme-prod"][0] = ("a1", 1, "2026-10-05T10:00:00+00:00")
    drafts = rate_month(office.run(), OCTOBER)
    assert [(each.client, "a1 was 600 s" in each.why) for each in drafts.not_rated] == [("acme", True)]


def test_a_stack_that_was_registered_late_is_billed_from_the_day_that_was_agreed(office):
    terms = {**FIXED, "validFrom": "2026-10-15"}
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, terms), first_seen="2026-12-01")
    assert papers(office.run())["globex"].startswith("monthly-fee 21.94")  # 17 of 31 days
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, FIXED), first_seen="2026-12-01")
    assert "globex" not in papers(office.run())


def test_terms_in_another_currency_need_the_months_rate(office):
    office.register("initech-prod", outputs("Initech", Placement.MEMBER, MEMBER, {**COST_PLUS, "currency": "EUR"}))
    (trouble,) = rate_month(office.run(), OCTOBER).not_rated
    assert "currencies are never added" in trouble.why
    given = MonthlyRate(month="2026-10", currency="EUR", rate=Decimal("0.9"), source="ECB", day=date(2026, 10, 30))
    office.settings = replace(office.settings, exchange_rates=(given,))
    assert papers(office.run())["initech"].startswith("aws-cost 10.80")  # 12.004 × 0.9 = 10.8036


def test_anybody_can_compute_a_draft_again_from_its_inputs(office):
    for each in draft_month(office.run(), OCTOBER).clients:
        kept = office.run().ledger.drafts.inputs_of(each.draft)
        assert rate(inputs_record.from_record(kept)) == each.rated
        assert kept == each.record


def test_drafting_again_changes_nothing(office):
    draft_month(office.run(), OCTOBER)
    rows = office.world.rows()
    draft_month(office.run(at=datetime(2026, 11, 9, tzinfo=UTC)), OCTOBER)
    unchanged = [row for row in office.world.rows() if not row["pk"]["S"].startswith(("changes", "copied", "read", "rounds"))]
    assert unchanged == [row for row in rows if not row["pk"]["S"].startswith(("changes", "copied", "read", "rounds"))]


def test_a_client_who_shuts_billing_out_keeps_nobody_else_from_being_billed(office):
    shut_out(office, "acme-prod")
    drafts = draft_month(office.run(), OCTOBER)
    assert [(each.client, each.why) for each in drafts.not_rated] == [("acme", "acme-prod: refused")]
    assert [each.client for each in drafts.clients] == ["globex", "initech"]
    assert office.run().ledger.usage.copied_until("acme-prod", OCTOBER) is None


@pytest.mark.parametrize("stack", ["dev", "globex-prod", "initech-prod"])
def test_seconds_that_decide_what_others_pay_are_never_guessed(office, stack):
    shut_out(office, stack)
    with pytest.raises(CannotReadUsage):
        draft_month(office.run(), OCTOBER)


def shut_out(office, name):
    readable = office.usage

    def usage(stack, month):
        if stack.stack == name:
            raise CannotReadUsage(f"{name}: refused")
        return readable(stack, month)

    office.usage = usage


def test_a_source_that_fails_leaves_no_half_drafts(office):
    def broken(*_):
        raise RuntimeError("throttled")

    office.bill = broken
    with pytest.raises(RuntimeError):
        draft_month(office.run(), OCTOBER)
    assert not list(office.run().ledger.drafts.of_month(OCTOBER))


# Final


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


# Afterwards


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
