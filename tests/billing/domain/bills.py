"""Bills of one payer as a few words: environments, rows of an export, and the three answers that the same rows give."""

from collections import defaultdict
from decimal import Decimal

from billing.domain.bill import BillRow, GroupedBill, ThreeAnswers
from billing.domain.costs import Kind
from billing.domain.environments import BilledEnvironment
from billing.domain.money import total
from billing.domain.month import Month
from model.placement import Placement

MONTH = Month(2026, 10)
PAYER = "111111111111"
"""The operator's account; hosted and own environments are in it."""
MEMBER = "222222222222"
ACME = "333333333333"
"""The account of a client that pays AWS itself."""
REKOGNITION = "Amazon Rekognition"


def environment(stack: str, client: str, placement: str, account: str = PAYER) -> BilledEnvironment:
    return BilledEnvironment(stack=stack, client=client, placement=Placement(placement), account_id=account)


DEV = environment("dev", "Consultancy", "own")
GLOBEX = environment("globex-prod", "Globex", "hosted")
INITECH = environment("initech-prod", "Initech", "member", MEMBER)


def row(amount: str, client: str = "", kind: str = "usage", service: str = "Amazon S3", account: str = PAYER) -> BillRow:
    return BillRow(account=account, client=client, kind=Kind(kind), service=service, amount=Decimal(amount))


def exported(*rows: BillRow) -> GroupedBill:
    return GroupedBill(month=MONTH, currency="USD", rows=rows, total=total(each.amount for each in rows), lines=len(rows), sha256="0" * 64)


def answered(*rows: BillRow) -> ThreeAnswers:
    """What Cost Explorer says about the same rows."""
    questions = ("client", "kind"), ("client", "service"), ("account", "kind")
    by_kind, by_service, by_account = ({}, {}, {})
    for keys, answer in zip(questions, (by_kind, by_service, by_account), strict=True):
        groups = defaultdict(list)
        for each in rows:
            groups[tuple(getattr(each, key) for key in keys)].append(each.amount)
        answer.update({group: total(amounts) for group, amounts in groups.items()})
    return ThreeAnswers(
        month=MONTH,
        currency="USD",
        by_client_and_kind=by_kind,
        by_client_and_service=by_service,
        by_account_and_kind=by_account,
        lines=len(by_kind) + len(by_service) + len(by_account),
        sha256="0" * 64,
    )
