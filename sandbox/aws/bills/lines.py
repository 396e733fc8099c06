"""The lines of every payer's bill.

`POST bills/<payer>` with `{"lines": [{...}]}` adds lines; fields as in `BillLine`. Amounts are decimal strings.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.aws.accounts import check_account_id
from sandbox.aws.admin import AdminPaths

RECORD_TYPES = {
    "Usage": "Usage",
    "Credit": "Credit",
    "Refund": "Refund",
    "Tax": "Tax",
    "Fee": "Other out-of-cycle charges",
    "SavingsPlanCoveredUsage": "Savings Plan Covered Usage",
    "SavingsPlanNegation": "Savings Plan Negation",
    "SavingsPlanRecurringFee": "Savings Plan Recurring Fee",
    "DiscountedUsage": "DiscountedUsage",
    "RIFee": "Recurring reservation fee",
    "EdpDiscount": "Enterprise Discount Program Discount",
    "BundledDiscount": "Bundled Discount",
}
"""A report's line item type to Cost Explorer's record type (AWS user guides, "Charge type" and "line_item_line_item_type")."""
SUPPORT = "Support fee"
"""Cost Explorer's record type of a fee of AWS Support, which reports call a Fee."""
FINAL_ON = 7
"""Day of the next month on which AWS stops marking a month as estimated; on AWS it varies by a few days."""


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """One line of a bill."""

    day: date
    """Day of the usage; its month is the billing period."""
    account: str
    """The account in which it arose."""
    service: str
    """As Cost Explorer names it: `Amazon Rekognition`."""
    product: str
    """As reports name it: `AmazonRekognition`."""
    usage_type: str = ""
    description: str = ""
    kind: str = "Usage"
    """Line item type of reports; a key of `RECORD_TYPES`."""
    amount: Decimal
    """Unblended cost in USD."""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def month(self) -> str:
        """`2026-10`"""
        return f"{self.day:%Y-%m}"

    @property
    def record_type(self) -> str:
        """Cost Explorer's word for the kind."""
        return SUPPORT if self.kind == "Fee" and "Support" in self.service else RECORD_TYPES[self.kind]


class Bills:
    """Lines by payer, in the order in which they were said."""

    def __init__(self, admin: AdminPaths) -> None:
        self._lines: dict[str, list[BillLine]] = {}
        self._lock = threading.Lock()
        admin.add("POST", "bills/<payer>", self._add)

    def seen_by(self, account: str) -> list[BillLine]:
        """What an account may see: a payer everything that it pays, a member account its own."""
        with self._lock:
            if account in self._lines:
                return list(self._lines[account])
            return [line for lines in self._lines.values() for line in lines if line.account == account]

    def paid_by(self, payer: str) -> list[BillLine]:
        """The payer's own bill."""
        with self._lock:
            return list(self._lines.get(payer, []))

    def _add(self, path: Mapping[str, str], body: dict[str, Any]) -> dict[str, Any]:
        payer = check_account_id(path["payer"])
        added = [_line(each) for each in body.get("lines", [])]
        if not added:
            raise ValueError('Say {"lines": [{"day": "2026-10-05", "account": ..., "service": ..., "product": ..., "amount": "1.50"}]}.')
        with self._lock:
            self._lines.setdefault(payer, []).extend(added)
            return {"payer": payer, "lines": len(self._lines[payer])}


def is_estimated(month: str, now: datetime) -> bool:
    """Whether AWS still marks the month as estimated."""
    year, number = int(month[:4]), int(month[5:])
    final = datetime(year + number // 12, number % 12 + 1, FINAL_ON, tzinfo=UTC)
    return now < final


def _line(raw: dict[str, Any]) -> BillLine:
    known = {each.name for each in fields(BillLine)}
    if unknown := set(raw) - known:
        raise ValueError(f"A line of a bill has no {sorted(unknown)[0]}; it has {', '.join(sorted(known))}.")
    if not isinstance(raw.get("amount"), str):
        raise ValueError(f"An amount is a decimal string, not {raw.get('amount')!r}.")
    try:
        line = BillLine(**{**raw, "day": date.fromisoformat(raw["day"]), "amount": Decimal(raw["amount"])})
    except (InvalidOperation, KeyError, TypeError) as error:
        raise ValueError(f"{raw} is no line of a bill ({error!r}).") from None
    if line.kind not in RECORD_TYPES:
        raise ValueError(f"{line.kind!r} is no kind of line that the sandbox knows: {', '.join(RECORD_TYPES)}.")
    return line
