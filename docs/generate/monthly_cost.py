"""What a small client costs a month on AWS, in each network mode, as `clientenv estimate` works it out."""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from automation.estimating.month_estimate import Priced, priced
from automation.estimating.month_quantities import Deployed, MonthOfVideos, Quantity, quantities
from automation.estimating.prices import read_prices
from automation.program_resources import resources_of
from automation.stack_file import read_stack_file
from billing.domain.money import rounded, total
from docs.generate.pages import ROOT
from model.settings import NetworkMode

SMALL = MonthOfVideos(videos=15, seconds=15 * 3 * 60, gigabytes=Decimal(5))
STACK = "acme-prod"
"""The shipped stack whose program is run; a test says that the others have as many keys and alarms."""
MODES = tuple(NetworkMode)


@cache
def deployed(stack: str, mode: NetworkMode) -> Deployed:
    """What a shipped stack has in that network."""
    network = {"mode": mode, "endpoints": ["rekognition"] if mode is NetworkMode.ISOLATED else []}
    return Deployed.of(resources_of(read_stack_file(stack, ROOT), {"network": json.dumps(network)}))


def lines(mode: NetworkMode) -> Iterator[Quantity]:
    """Quantities of a month."""
    yield from quantities(deployed(STACK, mode), SMALL)


def costs(mode: NetworkMode) -> tuple[Priced, ...]:
    return priced(lines(mode), read_prices())


def total_of(mode: NetworkMode) -> Decimal:
    """US dollars, to the cent."""
    return rounded(total(each.usd for each in costs(mode)), "USD")


def summary() -> str:
    """The small table of the README."""
    rows = "".join(f"| `{mode}` | ${total_of(mode)} |\n" for mode in MODES)
    return f"| network | a month |\n|-|-:|\n{rows}"


def page() -> str:
    """Every line with price, source and date."""
    parts = [
        "# What a small client costs a month\n",
        f"\n{SMALL.videos} videos of 3 minutes, {SMALL.gigabytes} GB kept, us-east-1, no free tier, no tax. "
        "Generated from the program of `acme-prod` and `prices/us-east-1.toml`; estimates, not a bill. "
        "Your own figures: `clientenv estimate` ([how](commands/estimate.md)).\n",
    ]
    for mode in MODES:
        parts.append(f"\n## Network `{mode}`: ${total_of(mode)}\n\n| what | quantity | price in USD | per | USD |\n|-|-:|-:|-|-:|\n")
        parts.extend(_row(each) for each in costs(mode))
    parts.append("\n## Prices\n\n| price | source | read |\n|-|-|-|\n")
    parts.extend(f"| {name} | {price.source} | {price.read} |\n" for name, price in sorted(read_prices().items()))
    return "".join(parts)


def _row(each: Priced) -> str:
    return f"| {each.quantity.what} | {each.quantity.quantity:,} | {each.price.usd:f} | {each.price.per} | {each.usd:.4f} |\n"
