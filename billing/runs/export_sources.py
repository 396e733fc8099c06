"""Your own bill from AWS's export, line by line; everything else as AWS tells it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from billing.domain.assigned import Assigned
from billing.domain.assigning import assign_rows
from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.ledger.register import RegisteredStack
from billing.runs.finalising import earliest
from billing.runs.month_facts import environment_of
from billing.runs.run import Sources
from billing.sources.athena import Athena
from model.regions import BILLING_REGION

if TYPE_CHECKING:  # DuckDB is compiled: the functions of billing, which carry this package, have to do without it
    from billing.sources.exports.grouped import ExportBill


class ReadExport(Protocol):
    """Reads the operator's bill of a month: from files (`of_files`), or as Athena adds it up (`of_athena`)."""

    def __call__(self, month: Month, *, still_open: bool) -> "ExportBill":
        """Raises ExportError, and AthenaFailed where Athena is asked. An export that has no invoices' numbers is estimated while the month
        is `still_open`."""


def of_files(export: str, payer: str, *, keep_unknown: bool = False) -> ReadExport:
    """`export` is a file, a folder or a glob."""
    from billing.sources.exports.reading import read_grouped

    return partial(read_grouped, export, payer=payer, keep_unknown=keep_unknown)


def of_athena(session: Any, workgroup: str, database: str, table: str, payer: str, *, keep_unknown: bool = False) -> ReadExport:
    """The table beside the export, asked in that work group; both are in us-east-1. Raises AthenaFailed where the table is not there."""
    from billing.sources.exports.catalog import cost_table, read_table

    athena = Athena(client=session.client("athena", region_name=BILLING_REGION), workgroup=workgroup)
    found = cost_table(session.client("glue", region_name=BILLING_REGION), database, table)
    return partial(read_table, athena, found, payer=payer, keep_unknown=keep_unknown)


class ExportSources:
    """Reads the operator's bill row by row, so that it can be told apart where Cost Explorer's answers cannot."""

    def __init__(self, others: Sources, payer: str, read: ReadExport, *, today: date) -> None:
        """`payer` is the operator's own; `others` is asked for usage, invoices and other bills."""
        self._others, self._payer, self._read, self._today = others, payer, read, today

    def bill(self, payer: str, month: Month, stacks: Sequence[RegisteredStack]) -> Assigned | None:
        """Raises what reading raises, and what `assign_rows` raises."""
        if payer != self._payer:
            return self._others.bill(payer, month, stacks)
        read = self._read(month, still_open=self._today < earliest(month))
        assigned = assign_rows(read.bill, [environment_of(stack) for stack in stacks])
        return replace(assigned, remarks=(*read.notices, *assigned.remarks))

    def usage(self, stack: RegisteredStack, month: Month) -> Sequence[UsageRecord]:
        """As the environment tells it."""
        return self._others.usage(stack, month)

    def issued(self, payer: str, month: Month, currency: str) -> Decimal | None:
        """As AWS tells it: an export holds no issued total."""
        return self._others.issued(payer, month, currency)
