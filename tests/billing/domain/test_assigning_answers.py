"""What Cost Explorer's three answers cannot tell apart, and whether they are answers about one bill."""

from dataclasses import replace
from decimal import Decimal

import pytest

from billing.domain.assigning import assign_rows
from billing.domain.assigning_answers import NOT_BY_SERVICE, assign_answers
from billing.domain.costs import Kind
from billing.domain.ownership import CannotAssign
from tests.billing.domain.bills import ACME, GLOBEX, INITECH, MEMBER, PAYER, answered, environment, exported, row
from tests.billing.domain.both_sources import totals


def test_services_of_a_member_come_to_its_total_with_the_untagged_part_under_its_own_name():
    rows = [row("10", "Initech", service="AWS Lambda", account=MEMBER), row("2.50", account=MEMBER), row("4")]

    costs = assign_answers(answered(*rows), [INITECH]).costs

    assert costs.clients["Initech"].by_service == {"AWS Lambda": Decimal(10), NOT_BY_SERVICE: Decimal("2.50")}
    assert costs.unallocated.by_service == {"Amazon S3": Decimal("6.50"), NOT_BY_SERVICE: Decimal("-2.50")}


def test_client_in_a_member_account_and_a_shared_one_needs_an_export():
    moved = [environment("initech-old", "Initech", "hosted"), INITECH]
    rows = [row("3", "Initech"), row("4", "Initech", account=MEMBER), row("1", account=MEMBER), row("2")]

    with pytest.raises(CannotAssign, match=r"2026-10 Initech has environments in a member account and in a shared one.*--export"):
        assign_answers(answered(*rows), moved)
    assert totals(assign_rows(exported(*rows), moved)) == {"Initech": "8", "-": "2"}
    two = [environment("acme-old", "Acme", "hosted"), environment("acme-new", "Acme", "member", ACME), *moved]
    with pytest.raises(CannotAssign, match="2026-10 Acme, Initech has environments"):
        assign_answers(answered(), two)


def test_member_s_tag_that_costs_more_than_its_account_is_remarked_and_charged_to_nobody():
    rows = [row("3", "Initech", account=MEMBER), row("2", "Initech")]

    assigned = assign_answers(answered(*rows), [INITECH])

    assert totals(assigned) == {"Initech": "3", "-": "2"}
    assert assigned.remarks == (
        "Initech's tag costs 2 USD more than its member account: something outside of the account carries it. "
        "That much is unallocated; an export of the month says where it is.",
    )


@pytest.mark.parametrize(("tagged", "remarks"), [("3.00000003", 0), ("3.00000004", 1)])
def test_last_digits_of_each_group_are_nothing_to_be_remarked(tagged, remarks):
    answers = answered(row("3", "Initech", account=MEMBER))  # three groups, of which AWS may have rounded each
    answers = replace(
        answers,
        by_client_and_kind={("Initech", Kind.USAGE): Decimal(tagged), ("", Kind.USAGE): Decimal(3) - Decimal(tagged)},
    )

    assert len(assign_answers(answers, [INITECH]).remarks) == remarks


def test_answers_between_which_aws_updated_the_month_are_refused():
    answers = answered(row("3", "Globex"), row("2"))
    later = replace(answers, by_account_and_kind={(PAYER, Kind.USAGE): Decimal("5.01")})

    with pytest.raises(CannotAssign, match=r"by client and kind 5 USD, by client and service 5, by account and kind 5.01. .*Ask again"):
        assign_answers(later, [GLOBEX])


def test_last_digits_in_which_aws_rounds_each_group_are_no_update():
    answers = answered(row("3", "Globex"), row("2"))
    rounded = replace(answers, by_account_and_kind={(PAYER, Kind.USAGE): Decimal("5.00000005")})  # five groups

    assert totals(assign_answers(rounded, [GLOBEX])) == {"Globex": "3", "-": "2"}
    with pytest.raises(CannotAssign, match="not of one bill"):
        assign_answers(replace(answers, by_account_and_kind={(PAYER, Kind.USAGE): Decimal("5.00000006")}), [GLOBEX])
