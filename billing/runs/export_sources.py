"""Your own bill from AWS's export files; everything else as AWS tells it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.domain.assigned import Assigned
from billing.domain.assigning import assign_rows
from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.ledger.register import RegisteredStack
from billing.runs.finalising import earliest
from billing.runs.month_facts import environment_of
from billing.runs.run import Sources


class ExportSources:
    """Reads the operator's bill row by row, so that it can be told apart where Cost Explorer's answers cannot."""

    def __init__(self, others: Sources, payer: str, export: str, *, today: date, keep_unknown: bool = False) -> None:
        """`payer` is the operator's own; `export` a file, a folder or a glob; `others` is asked for usage, invoices and other bills."""
        self._others, self._payer, self._export = others, payer, export
        self._today, self._keep_unknown = today, keep_unknown

    def bill(self, payer: str, month: Month, stacks: Sequence[RegisteredStack]) -> Assigned | None:
        """Raises ExportError, and what `assign_rows` raises. An export that has no invoices' numbers is estimated until the day on which
        the month may become final."""
        if payer != self._payer:
            return self._others.bill(payer, month, stacks)
        # DuckDB is compiled: the functions of billing, which carry this package, have to do without it.
        from billing.sources.exports.reading import read_grouped

        still_open = self._today < earliest(month)
        read = read_grouped(self._export, month, payer, still_open=still_open, keep_unknown=self._keep_unknown)
        assigned = assign_rows(read.bill, [environment_of(stack) for stack in stacks])
        return replace(assigned, remarks=(*read.notices, *assigned.remarks))

    def usage(self, stack: RegisteredStack, month: Month) -> Sequence[UsageRecord]:
        """As the environment tells it."""
        return self._others.usage(stack, month)

    def issued(self, payer: str, month: Month, currency: str) -> Decimal | None:
        """As AWS tells it: an export holds no issued total."""
        return self._others.issued(payer, month, currency)
