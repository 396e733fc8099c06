"""Cost that carries nobody's tag: by metered seconds, and shared."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.allocation import SharedCosts, allocate, shares
from billing.domain.assigned import MeteredPool
from billing.domain.assigning import assign_rows
from billing.domain.assigning_answers import assign_answers
from billing.domain.money import total
from tests.billing.domain.bills import PAYER, answered, environment, exported, row

MEMBER, ACME = "222222222222", "333333333333"
REKOGNITION = "Amazon Rekognition"
DEV = environment("dev", "Consultancy", "own")
GLOBEX = environment("globex-prod", "Globex", "hosted")
HOOLI = environment("hooli-prod", "Hooli", "hosted")
INITECH = environment("initech-prod", "Initech", "member", MEMBER)
PAYS_ITSELF = environment("acme-prod", "Acme", "client", ACME)
EVERYBODY = [DEV, GLOBEX, HOOLI, INITECH, PAYS_ITSELF]


def of_export(*rows, seconds, policy="absorbed", invoiced=("Globex", "Hooli"), environments=EVERYBODY):
    here = [each for each in environments if each is not PAYS_ITSELF]
    return allocate(assign_rows(exported(*rows), here), environments, seconds, invoiced, SharedCosts(policy))


def test_untagged_rekognition_is_split_by_metered_seconds():
    # 12.00 USD for 7200 s: 5400 s of Globex are 9.00, 1800 s of Hooli 3.00
    allocation = of_export(row("12", service=REKOGNITION), row("1"), seconds={"globex-prod": 5400, "hooli-prod": 1800})

    assert allocation.metered == {"Globex": Decimal(9), "Hooli": Decimal(3)}
    assert (allocation.shared, allocation.kept, allocation.own) == ({}, 1, 0)


def test_own_share_stays_with_the_operator_and_is_not_passed_on_as_shared_cost():
    # 12.00 for 6000 s: dev's 1000 s are 2.00, which nobody else bears; 0.60 of S3 is shared by two
    seconds = {"globex-prod": 5000, "dev": 1000}
    allocation = of_export(row("12", service=REKOGNITION), row("0.60"), seconds=seconds, policy="even")

    assert allocation.metered == {"Globex": Decimal(10)}
    assert allocation.own == allocation.kept == Decimal(2)
    assert allocation.shared == {"Globex": Decimal("0.30"), "Hooli": Decimal("0.30")}


def test_cost_explorer_s_pool_has_the_member_s_part_in_it_whose_weight_keeps_the_others_from_paying_for_it():
    # 0.10 a minute: Globex 40 min are 4.00 in the shared account, Initech 60 min are 6.00 in its own account
    rows = [row("4", service=REKOGNITION), row("6", service=REKOGNITION, account=MEMBER)]
    assigned = assign_answers(answered(*rows), [GLOBEX, INITECH])

    allocation = allocate(assigned, EVERYBODY, {"globex-prod": 2400, "initech-prod": 3600}, ["Globex", "Initech"], SharedCosts.EVEN)

    assert assigned.costs.clients["Initech"].total == Decimal(6)
    assert allocation.metered == {"Globex": Decimal(4)}
    assert (allocation.shared, allocation.kept) == ({}, 0)


OWN_ACCOUNT = "555555555555"
ELSEWHERE = environment("dev", "Consultancy", "own", OWN_ACCOUNT)


@pytest.mark.parametrize("policy", SharedCosts)
def test_a_hosted_client_never_pays_for_rekognition_that_its_account_cannot_have_cost(policy):
    # 100.00 of images in your own account, which nobody metered, and 5.00 of Globex's videos. By seconds alone, 300 of 400, Globex would
    # bear 78.75; its account has cost 5.00 and 1.00 of S3 altogether.
    rows = [row("100", service=REKOGNITION, account=OWN_ACCOUNT), row("5", service=REKOGNITION), row("1", "Globex")]
    known = [ELSEWHERE, GLOBEX]
    seconds = {"globex-prod": 300, "dev": 100}

    asked = allocate(assign_answers(answered(*rows), known), known, seconds, ["Globex"], policy)
    exported_ = allocate(assign_rows(exported(*rows), known), known, seconds, ["Globex"], policy)

    assert exported_.metered == {"Globex": Decimal(5)}
    assert asked.metered == {"Globex": Decimal(6)}
    assert (asked.shared, asked.kept) == ({}, Decimal(99))
    assert (len(asked.remarks), exported_.remarks) == (1, ())
    assert asked.remarks[0] == (
        "72.75 USD of untagged Rekognition is more than the accounts of your hosted clients cost altogether, so it arose in another "
        "account and none of them is charged for it. Cost Explorer does not say where; an export of the month does: "
        "`clientenv bill draft 2026-10 --export PATH`."
    )


def test_nor_for_what_arose_in_a_member_account_and_nobody_is_given_it_back_either():
    # the 100.00 is in the member's account total; only 5.00 and 0.50 of S3 are unallocated
    rows = [row("100", service=REKOGNITION, account=MEMBER), row("5", service=REKOGNITION), row("0.50")]
    assigned = assign_answers(answered(*rows), [GLOBEX, INITECH])

    allocation = allocate(assigned, EVERYBODY, {"globex-prod": 300, "initech-prod": 100}, ["Globex", "Initech"], SharedCosts.EVEN)

    assert assigned.costs.clients["Initech"].total == 100
    assert allocation.metered == {"Globex": Decimal("5.50")}
    assert (allocation.shared, allocation.kept) == ({}, 0)


def test_two_clients_of_an_account_that_is_too_cheap_for_their_share_bear_what_it_cost_by_their_seconds():
    rows = [row("100", service=REKOGNITION, account=OWN_ACCOUNT), row("4", service=REKOGNITION)]
    known = [ELSEWHERE, GLOBEX, HOOLI]
    allocation = allocate(
        assign_answers(answered(*rows), known), known, {"globex-prod": 300, "hooli-prod": 100}, ["Globex", "Hooli"], SharedCosts.EVEN
    )
    assert allocation.metered == {"Globex": Decimal(3), "Hooli": Decimal(1)}
    assert (allocation.shared, allocation.kept) == ({}, 100)


UMBRELLA = environment("umbrella-prod", "Umbrella", "hosted", "444444444444")


def test_each_account_with_hosted_clients_bounds_the_share_of_its_own_clients_alone():
    # 100.00 altogether, 200 s: 50.00 each, where Globex's account has cost 4.00, Umbrella's 60.00, and 36.00 arose elsewhere
    rows = [
        row("36", service=REKOGNITION, account=OWN_ACCOUNT),
        row("4", service=REKOGNITION),
        row("60", service=REKOGNITION, account=UMBRELLA.account_id),
    ]
    known = [ELSEWHERE, GLOBEX, UMBRELLA]
    allocation = allocate(assign_answers(answered(*rows), known), known, {"globex-prod": 100, "umbrella-prod": 100}, [], SharedCosts.EVEN)

    assert allocation.metered == {"Globex": Decimal(4), "Umbrella": Decimal(50)}
    assert (allocation.own, allocation.kept) == (46, 46)


def test_a_hosted_client_whose_account_is_not_on_the_bill_bears_nothing():
    rows = [row("10", service=REKOGNITION), row("1", "Globex")]
    known = [GLOBEX, UMBRELLA]
    allocation = allocate(assign_answers(answered(*rows), known), known, {"globex-prod": 100, "umbrella-prod": 100}, [], SharedCosts.EVEN)

    assert allocation.metered == {"Globex": Decimal(5)}
    assert (allocation.own, allocation.kept) == (5, 5)


def test_export_s_pools_are_split_among_the_environments_of_their_account():
    rows = [
        row("5", service=REKOGNITION),
        row("7", service=REKOGNITION, account="444444444444"),
        row("6", service=REKOGNITION, account=MEMBER),
    ]
    seconds = {"globex-prod": 60, "umbrella-prod": 600, "initech-prod": 6000}

    allocation = of_export(*rows, seconds=seconds, environments=[*EVERYBODY, UMBRELLA])

    assert allocation.metered == {"Globex": Decimal(5), "Umbrella": Decimal(7)}


def test_environment_whose_client_pays_aws_has_no_weight():
    seconds = {"globex-prod": 60, "acme-prod": 6000}

    assert of_export(row("5", service=REKOGNITION), seconds=seconds).metered == {"Globex": Decimal(5)}


def test_pool_that_nobody_metered_is_shared_cost():
    allocation = of_export(row("5", service=REKOGNITION), seconds={"globex-prod": 0}, policy="even")

    assert allocation.metered == {}
    assert allocation.shared == {"Globex": Decimal("2.5"), "Hooli": Decimal("2.5")}


def test_two_environments_of_a_client_weigh_together():
    test = environment("globex-test", "Globex", "hosted")
    seconds = {"globex-prod": 100, "globex-test": 200, "hooli-prod": 300}

    allocation = of_export(row("6", service=REKOGNITION), seconds=seconds, environments=[*EVERYBODY, test])

    assert allocation.metered == {"Globex": Decimal(3), "Hooli": Decimal(3)}


def test_shares_that_do_not_come_out_even_are_split_to_the_last_digit():
    seconds = {"globex-prod": 1, "hooli-prod": 2}

    assert of_export(row("1", service=REKOGNITION), seconds=seconds).metered == {
        "Globex": Decimal("0.3333333333"),
        "Hooli": Decimal("0.6666666667"),
    }


def test_absorbed_cost_reaches_no_client():
    allocation = of_export(row("5"), seconds={"globex-prod": 60})

    assert (allocation.shared, allocation.kept) == ({}, 5)


def test_cost_by_usage_follows_the_seconds_of_all_environments_of_those_who_are_invoiced():
    # 8.00: Globex 60 s, Acme (in its own account) 180 s; Hooli is not invoiced
    seconds = {"globex-prod": 60, "acme-prod": 180, "hooli-prod": 999}

    allocation = of_export(row("8"), seconds=seconds, policy="byUsage", invoiced=["Globex", "Acme"])

    assert allocation.shared == {"Acme": Decimal(6), "Globex": Decimal(2)}
    assert allocation.kept == 0


def test_cost_by_usage_counts_every_environment_of_a_client():
    # 8.00: Globex 60 s and 120 s, Hooli 60 s
    seconds = {"globex-prod": 60, "globex-test": 120, "hooli-prod": 60}
    environments = [GLOBEX, environment("globex-test", "Globex", "hosted"), HOOLI]

    assert of_export(row("8"), seconds=seconds, policy="byUsage", environments=environments).shared == {"Globex": 6, "Hooli": 2}


@pytest.mark.parametrize(("policy", "invoiced"), [("byUsage", ["Globex"]), ("even", []), ("byUsage", [])])
def test_operator_absorbs_what_nobody_can_bear(policy, invoiced):
    allocation = of_export(row("5"), seconds={}, policy=policy, invoiced=invoiced)

    assert (allocation.shared, allocation.kept) == ({}, 5)


def test_credits_are_passed_on_alike():
    # -3.00 for Rekognition, by 2 : 1; -0.05 by two
    rows = [row("-3", kind="credit", service=REKOGNITION), row("-0.05", kind="credit")]

    allocation = of_export(*rows, seconds={"globex-prod": 20, "hooli-prod": 10}, policy="even")

    assert allocation.metered == {"Globex": Decimal(-2), "Hooli": Decimal(-1)}
    assert allocation.shared == {"Globex": Decimal("-0.025"), "Hooli": Decimal("-0.025")}


def test_negative_seconds_are_refused():
    with pytest.raises(ValueError, match="weights"):
        shares(MeteredPool(amount=Decimal(1), account=PAYER), EVERYBODY, {"globex-prod": -5, "hooli-prod": 10})


AMOUNTS = st.decimals(min_value=-10000, max_value=10000, places=12)
SECONDS = st.dictionaries(st.sampled_from([each.stack for each in EVERYBODY]), st.integers(min_value=0, max_value=10**7))
INVOICED = st.sets(st.sampled_from(["Globex", "Hooli", "Initech", "Acme"]))


@given(AMOUNTS, AMOUNTS, AMOUNTS, SECONDS, INVOICED, st.sampled_from(SharedCosts), st.permutations(EVERYBODY), st.booleans())
def test_what_is_handed_out_and_what_stays_is_the_unallocated_cost(video, elsewhere, rest, seconds, invoiced, policy, order, asked):
    rows = [row(str(video), service=REKOGNITION), row(str(elsewhere), service=REKOGNITION, account=MEMBER), row(str(rest))]
    here = [each for each in EVERYBODY if each is not PAYS_ITSELF]
    assigned = assign_answers(answered(*rows), here) if asked else assign_rows(exported(*rows), here)

    allocation = allocate(assigned, EVERYBODY, seconds, invoiced, policy)

    handed_out = [*allocation.metered.values(), *allocation.shared.values()]
    assert total([*handed_out, allocation.kept]) == assigned.costs.unallocated.total
    assert allocate(assigned, order, seconds, sorted(invoiced, reverse=True), policy) == allocation
    assert set(allocation.metered) <= {"Globex", "Hooli"}
    assert set(allocation.shared) <= invoiced
