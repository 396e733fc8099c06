"""Rekognition that carries no tag is a pool, which is as large as the bill says and not larger than an account cost."""

from decimal import Decimal

from billing.domain.assigned import MeteredPool
from billing.domain.assigning import assign_rows
from billing.domain.assigning_answers import assign_answers
from tests.billing.domain.bills import ACME, GLOBEX, INITECH, MEMBER, PAYER, REKOGNITION, answered, exported, row
from tests.billing.domain.both_sources import BOTH


@BOTH
def test_untagged_rekognition_is_a_pool_and_tagged_or_internal_is_not(assign):
    rows = [row("6", service=REKOGNITION), row("1", "Globex", service=REKOGNITION), row("2", "internal", service=REKOGNITION), row("3")]

    assert [pool.amount for pool in assign(rows, [GLOBEX]).pools] == [6]


@BOTH
def test_no_untagged_rekognition_is_no_pool(assign):
    assert assign([row("3")], [GLOBEX]).pools == ()


def test_export_says_in_which_account_rekognition_arose_and_a_member_s_is_its_own_already():
    rows = [
        row("6", service=REKOGNITION),
        row("5", service="AmazonRekognition", account=MEMBER),
        row("4", service=REKOGNITION, account=ACME),
    ]

    pools = assign_rows(exported(*rows), [GLOBEX, INITECH]).pools

    assert pools == (MeteredPool(amount=Decimal(6), account=PAYER), MeteredPool(amount=Decimal(4), account=ACME))


def test_cost_explorer_does_not_say_so_and_its_pool_is_the_whole_payer_s():
    rows = [row("6", service=REKOGNITION), row("5", service=REKOGNITION, account=MEMBER)]

    most = {PAYER: Decimal(6), MEMBER: Decimal(5)}
    assert assign_answers(answered(*rows), [GLOBEX, INITECH]).pools == (MeteredPool(amount=Decimal(11), account=None, most=most),)


def test_what_an_account_cost_altogether_is_told_before_credits():
    rows = [row("6", service=REKOGNITION), row("2", "Globex", kind="tax"), row("-7", kind="credit")]

    (pool,) = assign_answers(answered(*rows), [GLOBEX]).pools
    assert pool.most == {PAYER: Decimal(8)}
