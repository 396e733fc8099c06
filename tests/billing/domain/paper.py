"""An invoice as it would stand on paper: terms, usage and costs on top, lines and total below."""

from datetime import date
from decimal import Decimal
from textwrap import dedent

from billing.domain.costs import Costs, Kind
from billing.domain.month import Month
from billing.domain.rating import RatedMonth, rate
from billing.domain.rating_inputs import RatingInputs
from billing.domain.usage import MonthUsage
from model.parsing import parse_terms
from model.placement import Placement


def usd(**by_kind: str) -> Costs:
    """Costs by kind: `usd(usage="10.50", credit="-1")`."""
    return Costs(by_kind={Kind(kind): Decimal(amount) for kind, amount in by_kind.items()})


def rated(terms, *, month="2026-10", placement=Placement.HOSTED, videos=0, seconds=0, begins=None, ends=None, **more) -> RatedMonth:
    """`terms` in the spelling of a stack file."""
    return rate(
        RatingInputs(
            month=Month.parse(month),
            terms=parse_terms(terms),
            placement=placement,
            usage=MonthUsage(videos=videos, seconds=seconds),
            service_from=date.fromisoformat(begins) if begins else None,
            service_to=date.fromisoformat(ends) if ends else None,
            **more,
        )
    )


def on_paper(month: RatedMonth) -> str:
    """Code and amount of each line, then tax and total."""
    rows = [(line.code, line.amount) for line in month.lines]
    rows += [(f"tax {month.tax_percent:f} %", month.tax)] if month.tax_percent else []
    rows += [("total", month.total)]
    return "\n".join(f"{name} {amount:f}" for name, amount in rows)


def paper(text: str) -> str:
    """The expected paper; amounts may be aligned with any number of blanks."""
    return "\n".join(" ".join(line.split()) for line in dedent(text).strip().splitlines())
