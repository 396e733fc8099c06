"""`clientenv rate`: a month's invoice lines from terms, costs and usage in files. No AWS, no stack."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.table import Table

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
from model.terms import BillingTerms

EXAMPLE = (
    "Example: clientenv rate --terms docs/examples/terms.yaml --costs docs/examples/costs.json "
    "--client Acme --usage docs/examples/usage.json --month 2026-10 --json"
)
WIDTH = 80


def rate(
    terms: Annotated[Path, typer.Option(help="The `billing` object of a stack file, as YAML or JSON.")],
    client: Annotated[str, typer.Option(help="The client, as its tag says.")],
    month: Annotated[str, typer.Option(help="The month that is rated, such as 2026-10.")],
    costs: Annotated[Path | None, typer.Option(help="What `clientenv costs --json` printed. Default: no AWS cost.")] = None,
    usage: Annotated[Path | None, typer.Option(help="JSON list of {job, seconds, completed}. Default: no video.")] = None,
    placement: Annotated[
        Placement, typer.Option(help="Where `client`, the client pays AWS itself: cost is shown, not charged.")
    ] = Placement.HOSTED,
    first: Annotated[str | None, typer.Option("--from", help="First day of service. Default: when the terms began.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day of service. Default: it runs on.")] = None,
    exchange: Annotated[
        str | None, typer.Option(help="`RATE,DAY,SOURCE`: the terms' currency for one of AWS's, e.g. 0.92,2026-10-30,ECB.")
    ] = None,
    billed: Annotated[list[str] | None, typer.Option(help="Id of a one-off line that was billed before; may be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Rate one client's month from files."""
    try:
        agreed = read_terms(terms, placement)
        bill = read_costs(costs, client, Month.parse(month)) if costs else Bill()
        inputs = RatingInputs(
            month=Month.parse(month),
            terms=agreed,
            placement=placement,
            costs=bill.costs,
            bill_currency=bill.currency,
            usage=read_usage(usage, Month.parse(month)) if usage else MonthUsage(),
            service_from=date.fromisoformat(first) if first else None,
            service_to=date.fromisoformat(last) if last else None,
            billed_before=frozenset(billed or ()),
            exchange=read_exchange(exchange, bill.currency, agreed) if exchange else None,
        )
        rated = rate_month(inputs)
    except (CannotRate, SettingsError, ValueError, LookupError, OSError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    print(json.dumps(as_record(rated), ensure_ascii=False, indent=2)) if as_json else _show(rated, client)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """One client's part of what `clientenv costs` printed."""

    costs: Costs = field(default_factory=Costs)
    currency: str = "USD"


def as_record(rated: RatedMonth) -> dict[str, Any]:
    """What `--json` prints: amounts are decimal strings."""
    amounts = {name: plain(getattr(rated, name)) for name in ("subtotal", "tax_percent", "tax", "total")}
    return {
        "month": str(rated.month),
        "currency": rated.currency,
        "lines": [line_record(each) for each in rated.lines],
        **amounts,
        "tax_text": rated.tax_text,
        "billed_once": list(rated.billed_once),
        "notes": list(rated.notes),
    }


def read_terms(path: Path, placement: Placement | None) -> BillingTerms:
    """The `billing` object, or a whole stack file that has one. Raises SettingsError with every problem at once."""
    raw = _loaded(path)
    raw = raw.get("config", {}).get("clientenv:billing", raw) if isinstance(raw, dict) else raw
    if not isinstance(raw, dict):
        raise ValueError(f"{path} holds no billing terms: an object with `model` and its prices is needed.")
    return parse_terms(raw, placement)


def read_costs(path: Path, client: str, month: Month) -> Bill:
    """The client's part of the bill. Raises ValueError for another month or shape, and for a client that the bill does not name: misspelt,
    it would be billed without its AWS cost."""
    raw = _loaded(path)
    if not isinstance(raw, dict) or "clients" not in raw:
        raise ValueError(f"{path} is not what `clientenv costs --json` prints for one currency.")
    if raw["month"] != str(month):
        raise ValueError(f"{path} holds the costs of {raw['month']}, not of {month}. Run: clientenv costs --month {month} --json")
    if client not in raw["clients"]:
        named = ", ".join(sorted(raw["clients"])) or "none"
        raise ValueError(
            f"{path} does not name the client {client}. It names: {named}.\nSpell --client as one of them; if {client} had no AWS cost, "
            "leave --costs away."
        )
    by_kind = {Kind(kind): exact(amount) for kind, amount in raw["clients"][client]["by_kind"].items()}
    return Bill(costs=Costs(by_kind=by_kind), currency=raw["currency"])


def read_usage(path: Path, month: Month) -> MonthUsage:
    """The month's part of a list of videos. Raises ValueError naming the record that cannot be read."""
    raw = _loaded(path)
    if not isinstance(raw, list):
        raise ValueError(f"{path} is no JSON list of {{job, seconds, completed}}.")
    return usage_of((_record(path, number, each) for number, each in enumerate(raw, start=1)), month)


def _record(path: Path, number: int, raw: Any) -> UsageRecord:
    try:
        completed = datetime.fromisoformat(raw["completed"])
        return UsageRecord(
            job=raw["job"], seconds=raw["seconds"], completed=completed if completed.tzinfo else completed.replace(tzinfo=UTC)
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}, record {number}: {raw!r} is no {{job, seconds, completed}} with an ISO time ({error}).") from error


def _loaded(path: Path) -> Any:
    """A JSON or YAML file; numbers with a point stay text, so that no amount passes through a float."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}. Name a file that is there.") from error
    try:
        return json.loads(text, parse_float=str)
    except json.JSONDecodeError:
        return yaml.load(text, Loader=_TextNumbers)  # a SafeLoader


class _TextNumbers(yaml.SafeLoader):
    """YAML in which 0.15 is the text `0.15` and a day is text too."""


_TextNumbers.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:float", "tag:yaml.org,2002:timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_exchange(text: str, bill_currency: str, terms: BillingTerms) -> ExchangeRate:
    """`0.92,2026-10-30,ECB reference rate`. Raises ValueError for anything else."""
    rate, day, source = [*text.split(",", 2), "", ""][:3]
    if not source:
        raise ValueError(f"--exchange {text!r}: write it like 0.92,2026-10-30,ECB reference rate")
    return ExchangeRate(bill_currency=bill_currency, currency=terms.currency, rate=exact(rate), day=date.fromisoformat(day), source=source)


def _show(rated: RatedMonth, client: str) -> None:
    console = Console(width=WIDTH, highlight=False, markup=False)
    table = Table(
        title=f"{client}, {rated.month}",
        title_justify="left",
        caption_justify="left",
        caption=" ".join(rated.notes),
        box=None,
        pad_edge=False,
    )
    for heading, side in (("Description", "left"), ("Quantity", "right"), ("Unit", "left"), ("Price", "right"), (rated.currency, "right")):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    for each in rated.lines:
        table.add_row(each.description, f"{each.quantity:f}", each.unit, f"{each.unit_price:f}", f"{each.amount:f}")
    table.add_section()
    table.add_row("Subtotal", "", "", "", plain(rated.subtotal))
    table.add_row(rated.tax_text or "Tax", "", "", "", plain(rated.tax))
    table.add_row("Total", "", "", "", plain(rated.total), style="bold")
    console.print(table)
