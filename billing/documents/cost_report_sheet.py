"""The monthly cost report of a client: cost by service and kind, usage by day."""

from collections.abc import Sequence
from decimal import Decimal

from billing.documents.notation import notation
from billing.documents.parties import printed
from billing.documents.reports import CostReport
from billing.documents.sheet import Bar, Block, Chart, Column, Figures, Paragraphs, Sheet, Table, facts, present
from billing.documents.usage_chart import together, usage_chart
from billing.documents.wording import language_of, words
from billing.domain.costs import Kind
from billing.domain.money import total

BARS = 10
"""Services that have a bar of their own; the rest is drawn as one. The table has them all."""


def cost_report_sheet(report: CostReport) -> Sheet:
    """The sheet of a cost report."""
    word, write = words(language_of(report.locale)), notation(report.locale)
    return Sheet(
        locale=report.locale,
        title=word["cost_report"],
        reference=write.month(report.month),
        mark=word["estimated"] if report.estimated else None,
        author=report.seller.name,
        subject=f"{report.buyer.name}, {write.month(report.month)}",
        dated=report.as_of,
        parties=(printed(report.seller, word["from"], word["tax_id"]), printed(report.buyer, word["client"], word["tax_id"])),
        facts=facts((word["period"], write.month(report.month)), (word["as_of"], write.day(report.as_of))),
        blocks=tuple(_blocks(report)),
    )


def cost_blocks(report: CostReport) -> list[Block]:
    """Cost by service as bars, and by kind as a table; a sentence where AWS charged nothing."""
    word = words(language_of(report.locale))
    if not report.costs.by_kind and not report.total:
        return [Paragraphs(heading=word["by_kind"], paragraphs=(word["no_cost"],))]
    return [*([_by_service(report)] if report.costs.by_service else []), _by_kind(report)]


def _blocks(report: CostReport) -> list[Block]:
    word, write = words(language_of(report.locale)), notation(report.locale)
    usage = together(report.usage, report.month)
    said = [word["estimated_text"]] if report.estimated else []
    said += [word["client_pays"]] if report.placement.client_pays_aws else []
    figures = Figures(
        figures=(
            (word["aws_cost"], write.money(report.total, report.currency), None),
            (word["videos"], write.number(usage.videos), None),
            (word["minutes"], write.number(usage.minutes, 4), None),
        )
    )
    source = f"{word['source']}: {report.source_sha256}" if report.source_sha256 else None
    notes: list[Block] = [Paragraphs(heading=None, paragraphs=tuple(said))] if said else []
    return [
        figures,
        *notes,
        *cost_blocks(report),
        Paragraphs(heading=None, paragraphs=present(word["rounded_text"], source), quiet=True),
        usage_chart(report.usage, report.month, report.locale),
    ]


def _by_service(report: CostReport) -> Chart:
    word, write = words(language_of(report.locale)), notation(report.locale)
    services = sorted(report.costs.by_service.items(), key=lambda each: (each[1].copy_abs().copy_negate(), each[0]))
    most = f"{services[0][0]}: {write.money(services[0][1], report.currency)}"
    return Chart(
        title=word["by_service"],
        description=f"{word['by_service']}, {write.month(report.month)}. {most}.",
        bars=tuple(
            Bar(label=name, value=cost, shown=write.amount(cost, report.currency)) for name, cost in _drawn(services, word["other"])
        ),
        table=_cost_table(report, word["by_service"], word["service"], services),
        table_folded=len(services) <= BARS,
    )


def _drawn(services: Sequence[tuple[str, Decimal]], other: str) -> list[tuple[str, Decimal]]:
    """The greatest, and the sum of the others."""
    if len(services) <= BARS:
        return list(services)
    return [*services[: BARS - 1], (other, total(cost for _, cost in services[BARS - 1 :]))]


def _by_kind(report: CostReport) -> Table:
    word = words(language_of(report.locale))
    kinds = [(word[f"kind.{kind.value}"], report.costs.by_kind[kind]) for kind in Kind if kind in report.costs.by_kind]
    shares = [(word["metered_share"], report.metered_share), (word["shared_share"], report.shared)]
    return _cost_table(report, word["by_kind"], word["kind_of_cost"], [*kinds, *(each for each in shares if each[1])])


def _cost_table(report: CostReport, caption: str, heading: str, costs: Sequence[tuple[str, Decimal]]) -> Table:
    """Each cost, and their exact sum, rounded to the minor unit to be read."""
    word, write = words(language_of(report.locale)), notation(report.locale)
    whole = total(cost for _, cost in costs)
    return Table(
        caption=caption,
        columns=(Column(heading=heading), Column(heading=f"{word['cost']} ({report.currency})", numeric=True)),
        rows=tuple((name, write.amount(cost, report.currency)) for name, cost in costs),
        foot=((word["total"], write.amount(whole, report.currency)),),
    )
