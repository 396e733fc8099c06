"""Prices read again from the AWS Price List: what is taken over, and what is not because it could be something else."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from automation.estimating.prices import Price
from billing.domain.money import exact, product

AT_MOST = Decimal(3)
"""Times that a price may have grown or shrunk: beyond, it is more likely the price of another unit."""


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """One price and what the list says of it."""

    name: str
    """`service.key` of the price file."""
    old: Decimal
    new: Decimal | None
    """None where nothing was taken over."""
    source: str = ""
    why_not: str = ""

    @property
    def changed(self) -> bool:
        return self.new is not None and self.new != self.old


def refreshed(name: str, price: Price, products: Iterable[Mapping[str, Any]]) -> Refreshed:
    """The price as the products of its usage type have it: of the first tier that is not free."""
    if price.listed is None:
        return Refreshed(name=name, old=price.usd, new=None, why_not="not in the list")
    found = sorted({usd for each in products if (usd := _first_paid(each)) is not None})
    if not found:
        return Refreshed(name=name, old=price.usd, new=None, why_not=f"no product {' '.join(price.listed)}")
    if len(found) > 1:
        return Refreshed(name=name, old=price.usd, new=None, why_not=f"several: {', '.join(f'{each:f}' for each in found)}")
    (new,) = found
    if new > product(price.usd, AT_MOST) or price.usd > product(new, AT_MOST):
        return Refreshed(name=name, old=price.usd, new=None, why_not=f"{new:f} is so far off that it may be per another unit")
    return Refreshed(name=name, old=price.usd, new=new, source=f"AWS Price List, {', '.join(price.listed)}")


def _first_paid(entry: Mapping[str, Any]) -> Decimal | None:
    """US dollars of the lowest tier that costs something, on demand; None where all is free."""
    tiers = [
        (exact(tier["beginRange"]), exact(tier["pricePerUnit"]["USD"]))
        for offer in entry.get("terms", {}).get("OnDemand", {}).values()
        for tier in offer["priceDimensions"].values()
        if "USD" in tier["pricePerUnit"]
    ]
    paid = sorted((begin, usd) for begin, usd in tiers if usd > 0)
    return paid[0][1].normalize() if paid else None


def rewritten(text: str, found: Iterable[Refreshed], today: date) -> str:
    """The price file with what was taken over, comments and all else as they were."""
    taken = {each.name: each for each in found if each.new is not None}
    return "\n".join(_lines(text, taken, today)) + "\n"


def _lines(text: str, taken: Mapping[str, Refreshed], today: date) -> Iterator[str]:
    row: Refreshed | None = None
    for line in text.splitlines():
        if head := re.fullmatch(r"\[(.+)\]", line):
            row = taken.get(head[1])
        key = line.split(" = ")[0]
        if row is None or row.new is None or key not in ("usd", "source", "read"):
            yield line
        elif key == "usd":
            yield f'usd = "{row.new:f}"' if row.changed else line  # 0.10 stays 0.10
        else:
            yield f'source = "{row.source}"' if key == "source" else f"read = {today.isoformat()}"
