"""A month from facts to drafts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing.domain import inputs_record
from billing.domain.costs import Kind
from billing.domain.month import Month
from billing.domain.rating import rate
from billing.runs.drafting import draft_month, rate_month
from billing.runs.month_facts import there_in
from billing.settings import MonthlyRate
from billing.sources.usage_tables import CannotReadUsage
from model.placement import Placement
from tests.billing.domain.paper import on_paper, paper
from tests.billing.runs.office import (
    CLIENTS,
    COST_PLUS,
    FIXED,
    MEMBER,
    OCTOBER,
    OPERATOR,
    PER_MINUTE,
    outputs,
    papers,
)


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
    ledger = office.run().ledger
    assert ledger.rounds.latest(OCTOBER) is None
    assert not any(ledger.drafts.of(client, OCTOBER) for client in ("acme", "globex", "initech"))


def test_a_stack_is_there_until_the_month_of_its_last_day_whenever_it_was_seen_first(office):
    office.register("acme-prod", outputs("Acme", Placement.CLIENT, CLIENTS, PER_MINUTE), first_seen="2026-12-01")
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, FIXED), left="2026-10-01")
    names = {month: [stack.stack for stack in there_in(office.run(), Month.parse(month))] for month in ("2026-10", "2026-11")}
    assert names == {"2026-10": ["acme-prod", "dev", "globex-prod", "initech-prod"], "2026-11": ["acme-prod", "dev", "initech-prod"]}
