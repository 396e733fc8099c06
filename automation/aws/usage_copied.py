"""Reads what an environment has metered, and billing's ledger beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from automation.aws.billing_run import open_billing
from automation.exits import Exit, Stop
from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.ledger.ledger import Ledger
from billing.ledger.refusals import UnreadableRegister, UsageDiffers
from billing.runs.run import Run
from billing.sources.reader_role import ReaderRole
from billing.sources.usage_tables import TABLE_ARN, CannotReadUsage, UsageSource, record_in

CLOSED = ("AccessDenied", "AccessDeniedException", "NoSuchEntity")
GONE = "ResourceNotFoundException"


@dataclass(frozen=True, kw_only=True)
class UsageTable:
    """Where one environment's usage is, and who may read it."""

    source: UsageSource
    """Without its ExternalId, which `external_id` gives when it is needed. Without a role where the stack has none any more."""
    own: boto3.Session = field(repr=False)
    """Of whoever typed the command: enters through the role that billing enters by."""
    inside: boto3.Session = field(repr=False)
    """Inside the stack's account; reads where that role is gone and this one may."""
    external_id: Callable[[], str | None] = field(repr=False)

    def records(self) -> list[UsageRecord]:
        """Every row, as it is now and not as an index has it; none where the table is gone. Raises Stop."""
        arn = TABLE_ARN.fullmatch(self.source.table_arn)
        if not arn:
            raise Stop(
                Exit.FAULT, f"{self.source.table_arn!r} is no table's ARN. Nothing was changed. To repair the outputs: clientenv deploy"
            )
        try:
            reader = self._reader(arn["region"])
            return self._scanned(reader.client("dynamodb", region_name=arn["region"]), arn["name"])
        except CannotReadUsage as error:
            raise Stop(Exit.REFUSED, str(error)) from error
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] == GONE:
                return []
            raise Stop(
                Exit.REFUSED,
                f"What {self.source.stack} has metered cannot be read: {error}\nWhile that is not known, nothing is destroyed. "
                f"To see whether billing's way in is there: clientenv preview {self.source.stack} --refresh",
            ) from error

    def _reader(self, region: str) -> boto3.Session:
        if not self.source.reader_role_arn:
            return self.inside
        role = ReaderRole(stack=self.source.stack, arn=self.source.reader_role_arn, external_id=self.external_id())
        try:
            return role.session(self.own, region)
        except ClientError as error:
            if error.response["Error"]["Code"] not in CLOSED:
                raise
            return self.inside

    def _scanned(self, dynamodb: Any, table: str) -> list[UsageRecord]:
        pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        items = (item for page in pages for item in page["Items"])
        return [record_in(item, self.source, _month_of(item, self.source)) for item in items]


@dataclass(frozen=True, kw_only=True)
class LedgerCopies:
    """Billing's ledger, as `automation.deploying.usage_copied.Copies`."""

    stack: str
    run: Run

    def knows(self) -> bool:
        with _refusing():
            return any(each.stack == self.stack for each in self._ledger.register.stacks())

    def of(self, months: Iterable[Month]) -> Mapping[Month, Sequence[UsageRecord]]:
        with _refusing():
            return {month: self._ledger.usage.of(self.stack, month) for month in months}

    def copy(self, records: Sequence[UsageRecord]) -> int:
        change = self.run.change(f"usage of {self.stack}, before it is destroyed")
        with _refusing():
            return self._ledger.usage.copy(self.stack, records, change=change)

    def close(self, months: Iterable[Month]) -> None:
        change = self.run.change(f"{self.stack} is destroyed: nothing is metered there any more")
        with _refusing():
            for month in months:
                self._ledger.usage.mark(self.stack, month, until=_end(month), change=change)

    @property
    def _ledger(self) -> Ledger:
        return self.run.ledger


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (UsageDiffers, UnreadableRegister, ValueError) as error:
        raise Stop(Exit.REFUSED, str(error)) from error
    except (ClientError, BotoCoreError) as error:
        raise Stop(Exit.FAULT, f"Billing's ledger does not answer: {error}") from error


def open_ledger(stack: str, billing: str) -> LedgerCopies:
    """`billing` is the name of billing's stack. Raises Stop: no billing is set up, or the credentials are not the payer's."""
    return LedgerCopies(stack=stack, run=open_billing(billing).opened.run)


def _month_of(item: Mapping[str, Any], source: UsageSource) -> Month:
    try:
        return Month.parse(item["month"]["S"])
    except (KeyError, ValueError) as error:
        raise CannotReadUsage(f"{source.stack}: a row of {source.table_arn} has no month: {sorted(item)}. Correct the row.") from error


def _end(month: Month) -> datetime:
    """The first moment after the month."""
    return datetime.combine(month.next.first_day, time.min, UTC)
