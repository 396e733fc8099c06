"""The register of stacks: what `billing up` has read from them. Runs read this and never the stacks.

Row: `register` / stack name, with `outputs` (the stack's outputs as JSON), `first_seen` (day) and, where the stack has left, `left` (day).
`register_item` is the one place that writes it down; `billing/infra` deploys what it returns.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from billing.ledger.refusals import UnreadableRegister
from billing.ledger.table import Item, LedgerTable
from model.outputs import EnvironmentOutputs
from model.placement import Placement
from model.terms import BillingTerms
from model.terms_record import from_record

REGISTER = "register"


@dataclass(frozen=True, kw_only=True)
class RegisteredStack:
    """One client environment, as billing knows it."""

    stack: str
    """Name of the stack, such as `acme-prod`."""
    outputs: EnvironmentOutputs
    first_seen: date
    """Day on which `billing up` saw it first."""
    left: date | None = None
    """Day on which it was handed over or destroyed; then the entry does not change any more. None while it runs."""
    terms: BillingTerms = field(repr=False)
    """What was agreed, read from the outputs."""

    @property
    def placement(self) -> Placement:
        return Placement(self.outputs.placement)

    @classmethod
    def of(cls, item: Item) -> Self:
        """The entry of a row. Raises ValueError for what this version cannot read."""
        outputs = EnvironmentOutputs.from_outputs(json.loads(item["outputs"]))
        left = date.fromisoformat(item["left"]) if "left" in item else None
        terms = from_record(outputs.billing_terms)
        Placement(outputs.placement)
        first_seen = date.fromisoformat(item["first_seen"])
        return cls(stack=item["sk"], outputs=outputs, first_seen=first_seen, left=left, terms=terms)


def register_item(stack: str, outputs: str, first_seen: str, left: str | None = None) -> dict[str, dict[str, str]]:
    """The row of a stack in DynamoDB's types; `outputs` is JSON text, days are `2026-10-31`."""
    texts = {"pk": REGISTER, "sk": stack, "outputs": outputs, "first_seen": first_seen} | ({"left": left} if left else {})
    return {name: {"S": text} for name, text in texts.items()}


class Register:
    """Reads the register."""

    def __init__(self, table: LedgerTable) -> None:
        self._table = table

    def stacks(self) -> tuple[RegisteredStack, ...]:
        """All entries, those that left among them, by name. Raises UnreadableRegister naming every entry that cannot be read."""
        read, wrong = [], []
        for item in self._table.query(REGISTER):
            try:
                read.append(RegisteredStack.of(item))
            except (KeyError, TypeError, ValueError) as error:
                wrong.append(f"{item['sk']}: {_told(error)}")
        if wrong:
            raise UnreadableRegister(f"The register has entries that cannot be read. {' '.join(wrong)} Then run `pulumi up` in billing/.")
        return tuple(read)


def _told(error: Any) -> str:
    return f"{error.args[0]} is missing." if isinstance(error, KeyError) else f"{error}"
