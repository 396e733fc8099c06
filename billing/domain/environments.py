"""The client environments of a month, as far as their placement decides who bears which cost."""

from collections.abc import Iterable
from dataclasses import dataclass

from model.placement import Placement


@dataclass(frozen=True, kw_only=True)
class BilledEnvironment:
    """One stack of the register. Environments that were handed over or destroyed are among them for the months in which they ran."""

    stack: str
    client: str
    """The value of its tag `Client`."""
    placement: Placement
    account_id: str

    def payer(self, operator: str) -> str:
        """The account whose AWS bill has its costs: its own where the client pays AWS, else the operator's payer."""
        return self.account_id if self.placement.client_pays_aws else operator


def billed_by(payer: str, environments: Iterable[BilledEnvironment], operator: str) -> tuple[BilledEnvironment, ...]:
    """The environments whose costs are on that payer's bill, by stack name. `operator` is the operator's own payer."""
    return tuple(sorted((each for each in environments if each.payer(operator) == payer), key=lambda each: each.stack))
