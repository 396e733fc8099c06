"""`clientenv rate`: a month's invoice lines from terms, costs and usage in files."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from automation.exits import Exit, Stop
from billing.domain.costs import Costs, Kind
from billing.domain.document_record import line_record
from billing.domain.money import exact, plain
from billing.domain.month import Month
from billing.domain.rating import RatedMonth
from billing.domain.rating import rate as rate_month
from billing.domain.rating_inputs import CannotRate, ExchangeRate, RatingInputs
from billing.domain.usage import MonthUsage, UsageRecord, usage_of
from model.parsing import parse_terms
from model.placement import Placement
from model.problems import SettingsError

EXAMPLE = """Example:

clientenv rate --terms docs/examples/terms.yaml --costs docs/examples/costs.json --client Acme --usage docs/examples/usage.json --month 2026-10 --json"""


def rate(
    terms: Annotated[Path, typer.Option(help="The billing object of a stack file, YAML or JSON.")],
    client: Annotated[str, typer.Option(help="The client, as its tag says.")],
    month: Annotated[str, typer.Option(help="Month that is rated, such as 2026-10.")],
    costs: Annotated[Path | None, typer.Option(help="What `clientenv costs --json` printed; default: no AWS cost.")] = None,
    usage: Annotated[Path | None, typer.Option(help="JSON list of {job, seconds, completed}; default: no video.")] = None,
    placement: Annotated[Placement, typer.Option(help="Who pays AWS: with client, its cost is shown and not charged.")] = Placement.HOSTED,
    service_from: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of service.")] = None,
    service_to: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of service.")] = None,
    exchange: Annotated[str | None, typer.Option(help="RATE,SOURCE,DAY: units of the terms' currency for one of AWS's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rate one client's month from files: no AWS, no stack."""
