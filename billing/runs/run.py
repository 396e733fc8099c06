"""What one run works with. Nothing in `billing/runs` asks a clock, an environment variable or a file: it is all here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Protocol

from billing.domain.assigned import Assigned
from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.ledger.changes import Change
from billing.ledger.ledger import Ledger
from billing.ledger.register import RegisteredStack
from billing.settings import BillingSettings


class Sources(Protocol):
    """Where costs and usage come from: AWS (`billing.runs.aws_sources`), or what a test says."""

    def bill(self, payer: str, month: Month, stacks: Sequence[RegisteredStack]) -> Assigned | None:
        """The payer's bill, told apart; `stacks` are those on it. None where this program cannot read it."""

    def usage(self, stack: RegisteredStack, month: Month) -> Sequence[UsageRecord]:
        """What the environment has metered in the month. Raises CannotReadUsage."""

    def issued(self, payer: str, month: Month, currency: str) -> Decimal | None:
        """Sum of AWS's own invoices of the month; None where it has issued none."""


class CannotBill(Exception):
    """The register or the settings do not allow it; the message says why and what to do. Nothing was stored."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run, by one person or function, at one moment."""

    settings: BillingSettings
    ledger: Ledger
    sources: Sources
    by: str
    """Who runs it, as AWS names them."""
    at: datetime
    """When, with its offset. All of a run happens at this moment."""

    def change(self, why: str) -> Change:
        """What the ledger notes beside whatever this run writes."""
        return Change(by=self.by, at=self.at, why=why)

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.at.astimezone(UTC).date()
