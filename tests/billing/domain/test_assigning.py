"""Who gets which cost: the same from an export and from Cost Explorer's three answers."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.assigning import assign_rows
from billing.domain.assigning_answers import assign_answers
from billing.domain.costs import Kind
from billing.domain.environments import billed_by
from billing.domain.money import total
from billing.domain.ownership import CannotAssign
from tests.billing.domain.bills import ACME, DEV, GLOBEX, INITECH, MEMBER, PAYER, REKOGNITION, answered, environment, exported, row
from tests.billing.domain.both_sources import BOTH, totals


@BOTH
def test_hosted_and_own_clients_get_what_carries_their_tag(assign):
    assigned = assign([row("3.10", "Globex"), row("0.90", "Globex"), row("1.25", "Consultancy"), row("0.75")], [DEV, GLOBEX])

    assert totals(assigned) == {"Globex": "4", "Consultancy": "1.25", "-": "0.75"}
    assert (assigned.strangers, assigned.remarks) == ((), ())


@BOTH
def test_member_gets_its_account_s_total_and_its_tagged_rows_are_not_counted_twice(assign):
    # tagged 10 + untagged 2.50 + tax 1.25 in the member account, 4 untagged in the payer's own account
    rows = [row("10", "Initech", account=MEMBER), row("2.50", account=MEMBER), row("1.25", kind="tax", account=MEMBER), row("4")]

    assigned = assign(rows, [GLOBEX, INITECH])

    assert totals(assigned) == {"Initech": "13.75", "-": "4"}
    assert assigned.costs.clients["Initech"].by_kind == {Kind.USAGE: Decimal("12.50"), Kind.TAX: Decimal("1.25")}
    assert assigned.costs.unallocated.by_kind == {Kind.USAGE: Decimal(4)}
    assert assigned.costs.total == Decimal("17.75")


@BOTH
def test_client_that_pays_aws_gets_its_whole_bill_whatever_the_tags_say(assign):
    prod, test = environment("acme-prod", "Acme", "client", ACME), environment("acme-test", "Acme", "client", ACME)
    rows = [
        row("5", "Acme", account=ACME),
        row("7", account=ACME, service=REKOGNITION),
        row("2", "Shop", account=ACME),
        row("-1", kind="credit", account=ACME),
    ]

    assigned = assign(rows, [prod, test])

    assert totals(assigned) == {"Acme": "13"}
    assert (assigned.strangers, assigned.pools) == ((), ())


@BOTH
def test_client_that_nobody_registered_keeps_its_cost_and_is_reported_with_the_one_that_may_be_meant(assign):
    assigned = assign([row("1", "globex"), row("2", "Umbrella"), row("4", "Globex")], [GLOBEX])

    assert totals(assigned) == {"Globex": "4", "Umbrella": "2", "globex": "1"}
    assert assigned.strangers == ("Umbrella", "globex")
    assert assigned.remarks == (
        "The tag value 'Umbrella' is on the bill, but no stack is registered for a client of that name.",
        "The tag value 'globex' is on the bill, but no stack is registered for a client of that name. "
        "It may mean Globex: AWS takes them for two.",
    )


@BOTH
def test_what_the_operator_runs_for_itself_is_shared_cost(assign):
    assigned = assign([row("0.40", "internal"), row("0.10")], [GLOBEX])

    assert totals(assigned) == {"-": "0.5"}
    assert assigned.strangers == ()


@BOTH
def test_stack_that_is_registered_as_internal_is_a_client_like_any_other(assign):
    assert totals(assign([row("0.40", "internal"), row("0.10")], [environment("dev", "internal", "own")])) == {
        "internal": "0.4",
        "-": "0.1",
    }


@BOTH
def test_value_of_blanks_alone_is_untagged(assign):
    assert totals(assign([row("1", "  "), row("2", "Globex ")], [GLOBEX])) == {"-": "1", "Globex ": "2"}


@BOTH
def test_credits_and_refunds_go_where_their_tag_or_account_says(assign):
    rows = [row("9", "Globex"), row("-12", "Globex", "refund"), row("3", account=MEMBER), row("-5", kind="credit", account=MEMBER)]

    assigned = assign([*rows, row("-1", kind="credit")], [GLOBEX, INITECH])

    assert totals(assigned) == {"Globex": "-3", "Initech": "-2", "-": "-1"}
    assert assigned.costs.clients["Globex"].by_kind == {Kind.USAGE: 9, Kind.REFUND: -12}


@BOTH
def test_month_without_any_cost_is_a_bill_of_zero_with_every_registered_client(assign):
    assigned = assign([], [GLOBEX, INITECH])

    assert (assigned.costs.total, set(assigned.costs.clients)) == (0, {"Globex", "Initech"})
    assert totals(assigned) == {}


@BOTH
def test_two_member_accounts_of_one_client_are_added(assign):
    second = environment("initech-test", "Initech", "member", "444444444444")

    rows = [row("1", account=MEMBER), row("2", "Initech", account="444444444444"), row("4", account="444444444444")]
    assert totals(assign(rows, [INITECH, second])) == {"Initech": "7"}


@BOTH
def test_account_of_two_clients_is_refused(assign):
    with pytest.raises(CannotAssign, match=r"222222222222 is registered for Initech and for Umbrella.*billing up"):
        assign([], [INITECH, environment("umbrella-prod", "Umbrella", "member", MEMBER)])
    with pytest.raises(CannotAssign, match=r"Initech's member account, and shop is there as hosted"):
        assign([], [INITECH, environment("shop", "Shop", "hosted", MEMBER)])


@BOTH
def test_bill_of_a_client_that_pays_aws_with_somebody_else_on_it_is_refused(assign):
    with pytest.raises(CannotAssign, match=r"one client's, but on its bill are acme-prod \(Acme, client\), beta \(Beta, client\)"):
        assign([], [environment("acme-prod", "Acme", "client", ACME), environment("beta", "Beta", "client", ACME)])
    with pytest.raises(CannotAssign, match="dev"):
        assign([], [environment("acme-prod", "Acme", "client", ACME), DEV])
    with pytest.raises(CannotAssign, match=r"acme-test \(Acme, hosted\)\. Correct"):  # the client's own, but it would be on another's bill
        assign([], [environment("acme-prod", "Acme", "client", ACME), environment("acme-test", "Acme", "hosted", ACME)])


def test_tag_beats_nothing_in_a_member_account():
    rows = [row("8", "Globex", account=MEMBER), row("1", "Globex")]

    assert totals(assign_rows(exported(*rows), [GLOBEX, INITECH])) == {"Initech": "8", "Globex": "1"}


def test_estimate_rounding_and_origin_of_the_bill_are_kept():
    bill = replace(exported(row("1")), rounding=Decimal("0.00000000004"), total=Decimal("1.00000000004"), estimated=True, sha256="ab")

    costs = assign_rows(bill, [GLOBEX]).costs

    assert (costs.rounding, costs.estimated, costs.sha256, costs.rows) == (Decimal("0.00000000004"), True, "ab", 1)


def test_client_environment_is_on_its_own_account_s_bill_and_every_other_on_the_operator_s():
    acme = environment("acme-prod", "Acme", "client", ACME)

    assert billed_by(PAYER, [INITECH, acme, GLOBEX, DEV], PAYER) == (DEV, GLOBEX, INITECH)
    assert billed_by(ACME, [INITECH, acme, GLOBEX, DEV], PAYER) == (acme,)


AMOUNTS = st.decimals(min_value=-1000, max_value=1000, places=10)
ROWS = st.lists(
    st.builds(
        row,
        AMOUNTS.map(str),
        client=st.sampled_from(["", "Globex", "Consultancy", "Umbrella", "internal", "a$b"]),
        kind=st.sampled_from([kind.value for kind in Kind]),
        service=st.sampled_from([REKOGNITION, "Amazon S3", "AWS Lambda"]),
        account=st.just(PAYER),
    )
    | st.builds(
        row, AMOUNTS.map(str), client=st.sampled_from(["", "Initech"]), kind=st.sampled_from(["usage", "credit"]), account=st.just(MEMBER)
    ),
    max_size=25,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_closed_book_holds_for_any_rows_in_any_order_and_both_sources_agree(rows, random):
    known = [DEV, GLOBEX, INITECH]
    from_export, from_answers = assign_rows(exported(*rows), known), assign_answers(answered(*rows), known)
    random.shuffle(rows)

    assert assign_rows(exported(*rows), known) == from_export
    for costs in (from_export.costs, from_answers.costs):
        assert total([*(part.total for part in costs.clients.values()), costs.unallocated.total]) == total(each.amount for each in rows)
    assert {client: costs.by_kind for client, costs in from_answers.costs.clients.items()} == {
        client: costs.by_kind for client, costs in from_export.costs.clients.items()
    }
    assert from_answers.costs.unallocated.by_kind == from_export.costs.unallocated.by_kind
