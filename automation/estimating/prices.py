"""Prices of AWS, each with the page that it stands on and the day on which it was read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from automation.own_folder import OWN_FOLDER
from billing.domain.money import exact

PRICE_REGION = "us-east-1"
PRICE_FILE = OWN_FOLDER / "prices" / f"{PRICE_REGION}.toml"


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one unit costs."""

    usd: Decimal
    per: str
    """The unit."""
    source: str
    read: date
    listed: tuple[str, str] | None = None
    """Service and usage type in the AWS Price List; None where it cannot be read there."""


def read_prices(path: Path = PRICE_FILE) -> Mapping[str, Price]:
    """`service.key` to its price. Raises ValueError naming a price that is none."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = {f"{service}.{key}": row for service, keys in tables.items() for key, row in keys.items()}
    try:
        return {name: _price(row) for name, row in rows.items()}
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: a price lacks usd, per, source or read ({error}).") from error


def _price(row: Mapping[str, Any]) -> Price:
    service, usage_type = row.get("list", (None, None))
    listed = (service, usage_type) if service else None
    return Price(usd=exact(row["usd"]), per=row["per"], source=row["source"], read=row["read"], listed=listed)
