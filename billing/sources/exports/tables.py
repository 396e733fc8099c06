"""What the tables of AWS Data Exports call the columns that a bill is made of.

Source: AWS Data Exports user guide, table dictionaries of COST_AND_USAGE_REPORT, of the legacy reports and of FOCUS with AWS columns, read
in November 2026.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from model.tags import TagSource


class Column(StrEnum):
    """What a bill needs of a line."""

    PERIOD = "period"
    """First day of the billing period: the month that the line belongs to, whenever it was used."""
    AMOUNT = "amount"
    """Unblended cost, in FOCUS billed cost."""
    CURRENCY = "currency"
    WORD = "word"
    """The source's word for the line's kind."""
    ACCOUNT = "account"
    """Account that used the service."""
    PAYER = "payer"
    """Account that AWS sends the bill to."""
    SERVICE = "service"
    CHARGE_CLASS = "class"
    COMMITMENT = "commitment"
    INVOICE = "invoice"
    """Filled when the line is final."""


REQUIRED = (Column.PERIOD, Column.AMOUNT, Column.CURRENCY, Column.WORD)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One family of exports."""

    name: str
    columns: Mapping[Column, tuple[str, ...]]
    """Each column's names, the usual one first."""
    tag_maps: Mapping[str, TagSource]
    """Columns that hold all tags of a line, and who spells the keys."""
    tag_columns: TagSource | None
    """Who spells the columns that hold one tag each, where there are such."""


CUR = Table(
    name="Cost and Usage Report",
    columns={
        Column.PERIOD: ("bill_billing_period_start_date", "bill/BillingPeriodStartDate"),
        Column.AMOUNT: ("line_item_unblended_cost", "lineItem/UnblendedCost"),
        Column.CURRENCY: ("line_item_currency_code", "lineItem/CurrencyCode"),
        Column.WORD: ("line_item_line_item_type", "lineItem/LineItemType"),
        Column.ACCOUNT: ("line_item_usage_account_id", "lineItem/UsageAccountId"),
        Column.PAYER: ("bill_payer_account_id", "bill/PayerAccountId"),
        Column.SERVICE: ("line_item_product_code", "lineItem/ProductCode"),
        Column.INVOICE: ("bill_invoice_id", "bill/InvoiceId"),
    },
    tag_maps={"resource_tags": TagSource.CUR_2, "tags": TagSource.CUR_2},
    tag_columns=TagSource.CUR_LEGACY,
)
FOCUS = Table(
    name="FOCUS",
    columns={
        Column.PERIOD: ("BillingPeriodStart",),
        Column.AMOUNT: ("BilledCost",),
        Column.CURRENCY: ("BillingCurrency",),
        Column.WORD: ("ChargeCategory",),
        Column.ACCOUNT: ("SubAccountId",),
        Column.PAYER: ("BillingAccountId",),
        Column.SERVICE: ("ServiceName",),
        Column.CHARGE_CLASS: ("ChargeClass",),
        Column.COMMITMENT: ("CommitmentDiscountCategory",),
        Column.INVOICE: ("InvoiceId",),
    },
    tag_maps={"Tags": TagSource.FOCUS},
    tag_columns=None,
)
TABLES = (CUR, FOCUS)


def table_of(names: Iterable[str]) -> Table | None:
    """The table that has most of these columns; None where none has any of the required ones."""
    present = {name.lower() for name in names}
    hits = {table.name: sum(_found(table, column, present) for column in REQUIRED) for table in TABLES}
    best = max(TABLES, key=lambda table: hits[table.name])
    return best if hits[best.name] else None


def _found(table: Table, column: Column, present: set[str]) -> bool:
    return any(name.lower() in present for name in table.columns[column])


SERVICE_NAMES: Mapping[str, str] = {
    "AmazonApiGateway": "Amazon API Gateway",
    "AmazonCloudFront": "Amazon CloudFront",
    "AmazonCloudWatch": "AmazonCloudWatch",
    "AmazonDynamoDB": "Amazon DynamoDB",
    "AmazonEC2": "Amazon Elastic Compute Cloud",
    "AmazonRekognition": "Amazon Rekognition",
    "AmazonS3": "Amazon Simple Storage Service",
    "AmazonSNS": "Amazon Simple Notification Service",
    "AmazonVPC": "Amazon Virtual Private Cloud",
    "AWSBudgets": "AWS Budgets",
    "AWSEvents": "CloudWatch Events",
    "AWSLambda": "AWS Lambda",
    "AWSQueueService": "Amazon Simple Queue Service",
    "awskms": "AWS Key Management Service",
}
"""Product codes of the services that an environment uses, as Cost Explorer and FOCUS name them; other codes are shown as they are."""
