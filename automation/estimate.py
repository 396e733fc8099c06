"""`clientenv estimate`: what a stack costs a month, what its client pays, and what that leaves."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from automation.estimating.month_estimate import MonthEstimate, as_record, estimate, priced
from automation.estimating.month_quantities import GB_PER_MINUTE, SECONDS, Deployed, MonthOfVideos, quantities
from automation.estimating.price_refresh import rewritten
from automation.estimating.prices import PRICE_FILE, PRICE_REGION, Price, read_prices
from automation.exits import Exit, Stop
from automation.program_resources import resources_of
from automation.rating import read_exchange, read_usage
from automation.stack_file import StackFile, project_folder, read_settings, read_stack_file
from automation.stack_names import StackName
from automation.tables import table
from billing.domain.money import ZERO, exact, plain, product, quotient, to_places, total
from billing.domain.month import Month
from billing.domain.rating_inputs import CannotRate
from model.settings import NetworkMode, StackSettings
from model.terms import Fixed

EXAMPLE = "Example: clientenv estimate acme-prod --videos 40 --minutes 3 --compare"
SMALL = (15, Decimal(3))
"""Videos a month, and minutes of each, of a small client."""
WIDTH = 80
RETENTION = 30
"""Days of a month: what is kept for longer adds up."""


def estimate_stack(
    stack: StackName,
    videos: Annotated[int | None, typer.Option(min=0, help="Videos a month. Default: those included, else 15.")] = None,
    minutes: Annotated[str | None, typer.Option(help="Minutes of each. Default: those included, else 3.")] = None,
    gigabytes: Annotated[str | None, typer.Option(help="GB kept. Default: 0.11 a minute, kept for retentionDays.")] = None,
    usage: Annotated[Path | None, typer.Option(help="What was metered: JSON list of {job, seconds, completed}.")] = None,
    month: Annotated[str | None, typer.Option(help="With --usage: YYYY-MM. Default: this one.")] = None,
    exchange: Annotated[str | None, typer.Option(help="`RATE,DAY,SOURCE`: the terms' currency for one USD.")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="The network modes side by side.")] = False,
    refresh: Annotated[bool, typer.Option("--refresh", help="Read the prices from AWS first, into the price file.")] = False,
    prices: Annotated[Path, typer.Option(help="Another price file.", show_default=False)] = PRICE_FILE,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Cost of a month by service, the terms' charge and the margin. Needs neither AWS nor `pulumi`."""
    file = read_stack_file(stack, project_folder())
    settings = read_settings(file)
    now = datetime.now(UTC)
    try:
        asked = _metered(usage, month, now, settings) if usage else _expected(videos, minutes, settings)
        asked = replace(asked, gigabytes=_number("--gigabytes", gigabytes)) if gigabytes else asked
        rate = read_exchange(exchange, "USD", settings.billing) if exchange else None
        known = read_prices(prices)
        if refresh:
            _refresh(prices, known, now.date())
            known = read_prices(prices)
        modes = tuple(NetworkMode) if compare else (settings.network.mode,)
        made = {mode: estimate(_lines(file, settings, mode, asked, known), asked, settings, now.date(), rate) for mode in modes}
    except CannotRate as error:
        raise Stop(Exit.USAGE, f"{error}\nAdd: --exchange 0.92,{now.date()},SOURCE") from error
    except (ValueError, LookupError, OSError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    notes = list(_notes(settings, made[settings.network.mode]))
    if as_json:
        print(json.dumps(_record(stack, settings, asked, made, notes), ensure_ascii=False, indent=1))
    else:
        _show(stack, settings, asked, made, notes)


def _refresh(path: Path, known: Mapping[str, Price], today: date) -> None:
    """What could not be read for certain stays as it is, and is named. Told on standard error, apart from the estimate."""
    from automation.aws.price_list import refresh_prices

    found = refresh_prices(known)
    path.write_text(rewritten(path.read_text(encoding="utf-8"), found, today), encoding="utf-8")
    for each in found:
        if each.changed:
            print(f"{each.name}: {each.old:f} is now {each.new:f} USD", file=sys.stderr)
        elif each.new is None:
            print(f"{each.name} stays {each.old:f} USD: {each.why_not}", file=sys.stderr)
    print(f"{sum(each.new is not None for each in found)} of {len(found)} prices read; written to {path}.", file=sys.stderr)


def _expected(videos: int | None, minutes: str | None, settings: StackSettings) -> MonthOfVideos:
    pricing = settings.billing.pricing
    usual = (pricing.included_videos, Decimal(pricing.minutes_per_video)) if isinstance(pricing, Fixed) else SMALL
    count = usual[0] if videos is None else videos
    each = usual[1] if minutes is None else _number("--minutes", minutes)
    if each < 0:
        raise ValueError(f"--minutes {minutes}: a video is no shorter than nothing.")
    seconds = int(product(Decimal(count), to_places(product(each, Decimal(SECONDS)), 0, ROUND_CEILING)))
    return MonthOfVideos(videos=count, seconds=seconds, gigabytes=_kept(seconds, settings))


def _number(option: str, text: str) -> Decimal:
    try:
        return exact(text)
    except ValueError as error:
        raise ValueError(f"{option} {text} is no number. Write it like {option} 2.5") from error


def _metered(path: Path, month: str | None, now: datetime, settings: StackSettings) -> MonthOfVideos:
    used = read_usage(path, Month.parse(month) if month else Month.of(now))
    return MonthOfVideos(videos=used.videos, seconds=used.seconds, gigabytes=_kept(used.seconds, settings))


def _kept(seconds: int, settings: StackSettings) -> Decimal:
    """GB once as much is deleted as comes."""
    months = quotient(Decimal(settings.retention_days), RETENTION)
    return to_places(product(quotient(Decimal(seconds), SECONDS), GB_PER_MINUTE, months), 2)


def _lines(file: StackFile, settings: StackSettings, mode: NetworkMode, asked: MonthOfVideos, known: Any) -> Any:
    deployed = Deployed.of(resources_of(file, {"network": json.dumps(_network(settings, mode))}))
    return priced(quantities(deployed, asked), known)


def _network(settings: StackSettings, mode: NetworkMode) -> dict[str, Any]:
    """The stack's own network, or what it would be in another mode."""
    own = settings.network
    doors = {NetworkMode.NONE: (), NetworkMode.ISOLATED: own.endpoints or ("rekognition",), NetworkMode.NAT: ()}
    endpoints = own.endpoints if mode is own.mode else doors[mode]
    return {"mode": mode, "cidr": own.cidr, "zones": own.zones, "endpoints": list(endpoints)}


def _notes(settings: StackSettings, made: MonthEstimate) -> Any:
    yield f"Prices of {PRICE_REGION} without free tier and tax; prices/{PRICE_FILE.name} has source and day of each."
    yield "An estimate, not a bill."
    if (region := settings.account.home_region) != PRICE_REGION:
        yield f"The stack is in {region}, where prices differ."
    if settings.account.placement.client_pays_aws:
        yield "The client pays AWS itself."
    if made.margin is None:
        yield f"The margin needs the price of a dollar in {made.rated.currency}: --exchange RATE,DAY,SOURCE"
    if made.aws_usd > settings.monthly_budget_usd:
        yield f"That is above the stack's budget of {settings.monthly_budget_usd} USD: its alarms would go off."
    if made.margin is not None and made.margin < ZERO:
        yield "The charge does not cover what you pay AWS."


def _record(stack: str, settings: StackSettings, asked: MonthOfVideos, made: dict[NetworkMode, MonthEstimate], notes: list[str]) -> Any:
    month = {"videos": asked.videos, "seconds": asked.seconds, "gigabytes": plain(asked.gigabytes)}
    record = {"stack": stack, "network": settings.network.mode, **month, **as_record(made[settings.network.mode]), "notes": notes}
    return {**record, "compared": {mode: as_record(each) for mode, each in made.items()}} if len(made) > 1 else record


def _show(stack: str, settings: StackSettings, asked: MonthOfVideos, made: dict[NetworkMode, MonthEstimate], notes: list[str]) -> None:
    console, own = Console(width=WIDTH, highlight=False), made[settings.network.mode]
    videos = f"{asked.videos} videos, {to_places(asked.minutes, 1)} minutes, {asked.gigabytes} GB kept"
    console.print(f"[bold]{stack}[/], a month of {videos}, network {settings.network.mode}\n")
    rows = table("AWS, by service", "USD ")
    for service, usd in own.by_service.items():
        rows.add_row(service, f"{to_places(usd, 4):f}")
    rows.add_row("[bold]AWS[/]", f"[bold]{own.aws_usd:f}[/]")
    console.print(rows)
    console.print()
    charged = table("What the client pays", f"{own.rated.currency} ")
    for each in own.rated.lines:
        charged.add_row(each.description, f"{each.amount:f}")
    charged.add_row("[bold]before tax[/]", f"[bold]{own.rated.subtotal:f}[/]")
    charged.add_row("[bold]margin[/]", f"[bold]{_margin(own)}[/]")
    console.print(charged)
    if len(made) > 1:
        console.print()
        _compared(console, made, settings.network.mode)
    console.print()
    for note in notes:
        console.print(note)


def _compared(console: Console, made: dict[NetworkMode, MonthEstimate], own: NetworkMode) -> None:
    currency = made[own].rated.currency
    rows = table("network", "AWS, USD ", "dearer by, USD ", f"charge, {currency} ", f"margin, {currency} ", "")
    for mode, each in made.items():
        more = total([each.aws_usd, made[own].aws_usd.copy_negate()])
        rows.add_row(mode, plain(each.aws_usd), plain(more), plain(each.rated.subtotal), _margin(each), "this stack" if mode is own else "")
    console.print(rows)


def _margin(made: MonthEstimate) -> str:
    return "unknown" if made.margin is None else plain(made.margin)
