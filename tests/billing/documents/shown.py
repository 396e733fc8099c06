"""Documents, reports and statements to be shown, in the words of the tests."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.documents.reports import CostReport, Deployed, OperatorReport, OperatorRow
from billing.documents.statement import Statement
from billing.domain.costs import Costs, Kind
from billing.domain.documents import Agreement, Document, DocumentKind, Party
from billing.domain.lines import Line
from billing.domain.month import Month
from billing.domain.rating import RatedMonth
from billing.domain.usage import MonthUsage
from model.placement import Placement

OCTOBER = Month(2026, 10)
SELLER = Party(
    name="Nordlicht Cloud GmbH", address=("Speicherstraße 12", "20457 Hamburg"), tax_id="DE123456789", email="billing@nordlicht.example"
)
BUYER = Party(name="Acme Logistics, Inc.", address=("1 Market Street", "San Francisco, CA 94105"))
ROUNDING = "Each line is computed exactly and rounded once, half away from zero; tax is computed once, on the sum of the lines."
MINUTES = Line(
    code="video-minutes",
    description="Video analysed",
    quantity=Decimal("1234.5667"),
    unit="minute",
    unit_price=Decimal("0.15"),
    amount=Decimal("185.19"),
)
AWS_COST = Line(
    code="aws-cost",
    description="AWS cost",
    quantity=Decimal("123.4567891234"),
    unit="USD",
    unit_price=Decimal(1),
    amount=Decimal("123.46"),
)
FEE = Line(
    code="management-fee",
    description="Management fee on AWS cost",
    quantity=Decimal("123.4567891234"),
    unit="USD",
    unit_price=Decimal("0.25"),
    amount=Decimal("30.86"),
)


def agreement(locale="en_US", buyer=BUYER):
    return Agreement(seller=SELLER, buyer=buyer, payment_text="IBAN DE02 1203 0000 0000 2020 51", locale=locale)


def invoice(*lines, locale="en_US", buyer=BUYER, **changed):
    """A final invoice of one line (185.19, VAT 19 % 35.19, total 220.38), unless told otherwise."""
    document = Document(
        kind=DocumentKind.INVOICE,
        client="acme",
        month=OCTOBER,
        agreement=agreement(locale, buyer),
        currency="USD",
        lines=lines or (MINUTES,),
        subtotal=Decimal("185.19"),
        tax_percent=Decimal(19),
        tax_text="VAT 19 %",
        tax=Decimal("35.19"),
        total=Decimal("220.38"),
        notes=(ROUNDING,),
        inputs_sha256="ab" * 32,
        number="INV-2026-000017",
        issued=date(2026, 11, 8),
        due=date(2026, 11, 22),
    )
    return replace(document, **changed)


def draft(**changed):
    return invoice(number=None, issued=None, due=None, **changed)


def rated(*lines):
    subtotal = sum((each.amount for each in lines), Decimal(0))
    return RatedMonth(
        month=OCTOBER,
        currency="USD",
        lines=lines,
        subtotal=subtotal,
        tax_percent=Decimal(0),
        tax_text=None,
        tax=Decimal("0.00"),
        total=subtotal,
        notes=(ROUNDING,),
    )


USAGE = {date(2026, 10, 1): MonthUsage(videos=2, seconds=90), date(2026, 10, 31): MonthUsage(videos=1, seconds=600)}
"""3 videos, 11.5 minutes."""


def statement(*lines, **changed):
    return replace(
        Statement(client="acme", seller=SELLER, buyer=BUYER, rated=rated(*(lines or (MINUTES,))), as_of=date(2026, 10, 31), usage=USAGE),
        **changed,
    )


def cost_report(**changed):
    """10.00 of Rekognition, 2.50 of Lambda, a credit of 3.00 on S3."""
    costs = Costs(
        by_kind={Kind.USAGE: Decimal("12.5"), Kind.CREDIT: Decimal(-3)},
        by_service={"Amazon Rekognition": Decimal(10), "AWS Lambda": Decimal("2.5"), "Amazon Simple Storage Service": Decimal(-3)},
    )
    report = CostReport(
        seller=SELLER,
        buyer=BUYER,
        month=OCTOBER,
        as_of=date(2026, 11, 8),
        placement=Placement.MEMBER,
        currency="USD",
        costs=costs,
        usage=USAGE,
        source_sha256="cd" * 32,
    )
    return replace(report, **changed)


def row(client="Acme", revenue="100.00", currency="USD", cost="40", **changed):
    deployed = (Deployed(stack="acme-prod", account="222222222222", version="1.4.0"),)
    return replace(
        OperatorRow(
            client=client,
            environments=deployed,
            placement=Placement.MEMBER,
            revenue=Decimal(revenue),
            currency=currency,
            aws_cost=Decimal(cost),
        ),
        **changed,
    )


def operator_report(*rows, **changed):
    return replace(OperatorReport(operator=SELLER, month=OCTOBER, as_of=date(2026, 11, 8), rows=rows), **changed)
