"""What an environment has metered, read from its `usage` table through the role that it keeps for billing.

Table, index and columns are those of `components/usage_table.py`; a row is written once and never changed. The index follows the table
within seconds, so a month is complete long before it is billed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError

from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.sources.reader_role import ReaderRole

BY_MONTH = "by_month"
"""The index, by `month` and then `completed_at`; it carries every column."""
TABLE_ARN = re.compile(r"arn:aws:dynamodb:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):table/(?P<name>[A-Za-z0-9_.-]+)")


class CannotReadUsage(RuntimeError):
    """An environment's usage cannot be read; nothing of its month was taken."""


@dataclass(frozen=True, kw_only=True)
class UsageSource:
    """Where one environment's usage is; from its outputs, but for the ExternalId."""

    stack: str
    table_arn: str
    reader_role_arn: str
    external_id: str | None = field(default=None, repr=False)
    """Needed where the account is not the operator's."""

    @property
    def role(self) -> ReaderRole:
        return ReaderRole(stack=self.stack, arn=self.reader_role_arn, external_id=self.external_id)


def usage_of(session: boto3.Session, source: UsageSource, month: Month) -> list[UsageRecord]:
    """The month's records, in the order of completion. `session` is billing's own.

    Raises CannotReadUsage where the role or the table refuses, and for a row that is not as the meter writes it.
    """
    arn = _table(source)
    try:
        reader = source.role.session(session, arn["region"])
        items = list(items_of(reader.client("dynamodb", region_name=arn["region"]), source.table_arn, month))
    except ClientError as error:
        remedy = f"Nothing of the month was taken. Is the environment still there? `pulumi up -s {source.stack}`"
        raise CannotReadUsage(source.role.refusal(error, remedy)) from error
    return [record_in(item, source, month) for item in items]


def items_of(dynamodb: Any, table: str, month: Month) -> Iterator[Mapping[str, Any]]:
    """The month's items, all pages of them."""
    query = {
        "TableName": table,
        "IndexName": BY_MONTH,
        "KeyConditionExpression": "#month = :month",
        "ExpressionAttributeNames": {"#month": "month"},  # a reserved word of DynamoDB
        "ExpressionAttributeValues": {":month": {"S": str(month)}},
    }
    after: Mapping[str, Any] | None = None
    while True:
        page = dynamodb.query(**query, **({"ExclusiveStartKey": after} if after else {}))
        yield from page["Items"]
        after = page.get("LastEvaluatedKey")
        if not after:
            return


def record_in(item: Mapping[str, Any], source: UsageSource, month: Month) -> UsageRecord:
    """The item as billing counts it. Raises CannotReadUsage for anything that the meter does not write: seconds with a fraction, a time
    without its offset, a row of another month."""
    try:
        job, seconds, completed = item["job"]["S"], item["seconds"]["N"], datetime.fromisoformat(item["completed_at"]["S"])
        if not re.fullmatch(r"[1-9][0-9]*", seconds):
            raise ValueError(f"{seconds} is no whole number of seconds above zero")
        if Month.of(completed) != month:
            raise ValueError(f"it was completed at {completed.isoformat()} and stands under {month}")
    except (KeyError, ValueError) as error:
        missing = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise CannotReadUsage(
            f"{source.stack}: a row of {source.table_arn} is not as the meter writes it: {missing}. The row is {_shown(item)}. "
            "Nothing of the month was taken; correct the row, or bill with the version that wrote it."
        ) from error
    return UsageRecord(job=job, seconds=int(seconds), completed=completed)


def _table(source: UsageSource) -> Mapping[str, str]:
    arn = TABLE_ARN.fullmatch(source.table_arn)
    if not arn:
        raise CannotReadUsage(f"{source.stack}: {source.table_arn!r} is no table's ARN. Run `billing up` to read its outputs again.")
    return arn.groupdict()


def _shown(item: Mapping[str, Any]) -> str:
    """Job, month and figures; an item holds nothing else that matters here."""
    return ", ".join(f"{name} {next(iter(value.values()))}" for name, value in sorted(item.items()))
