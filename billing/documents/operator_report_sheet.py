"""The operator's month: revenue, AWS cost and margin of each client beside its stack, account and version."""

from decimal import Decimal

from billing.documents.notation import Notation, notation
from billing.documents.parties import printed
from billing.documents.reports import CurrencyTotal, OperatorReport, OperatorRow, percent_of
from billing.documents.sheet import Block, Column, Paragraphs, Sheet, Table, facts
from billing.documents.wording import language_of, words

UNKNOWN = "–"


def operator_report_sheet(report: OperatorReport) -> Sheet:
    """The sheet of the operator report."""
    word, write = words(language_of(report.locale)), notation(report.locale)
    return Sheet(
        locale=report.locale,
        title=word["operator_report"],
        reference=write.month(report.month),
        mark=word["estimated"] if report.estimated else None,
        author=report.operator.name,
        subject=f"{word['operator_report']}, {write.month(report.month)}",
        dated=report.as_of,
        parties=(printed(report.operator, word["from"], word["tax_id"]),),
        facts=facts((word["period"], write.month(report.month)), (word["as_of"], write.day(report.as_of))),
        blocks=(_totals(report), _clients(report), _notes(report)),
        wide=True,
    )


def _totals(report: OperatorReport) -> Table:
    word, write = words(language_of(report.locale)), notation(report.locale)
    headings = ("revenue", "aws_cost", "margin", "margin_percent")
    return Table(
        caption=word["totals"],
        columns=(Column(heading=word["currency"]), *(Column(heading=word[key], numeric=True) for key in headings)),
        rows=tuple(_total(each, write) for each in report.totals),
    )


def _total(each: CurrencyTotal, write: Notation) -> tuple[str, ...]:
    margin = UNKNOWN if each.margin is None else write.amount(each.margin, each.currency)
    percent = _percent(percent_of(each.margin, each.revenue), write)
    return each.currency, write.amount(each.revenue, each.currency), write.amount(each.aws_cost, each.currency), margin, percent


def _clients(report: OperatorReport) -> Table:
    word = words(language_of(report.locale))
    numbers = ("revenue", "aws_cost", "margin", "margin_percent")
    return Table(
        caption=word["per_client"],
        columns=(
            Column(heading=word["billed_client"]),
            *(Column(heading=word[key], numeric=True) for key in numbers),
            Column(heading=word["deployed"], short=True),
        ),
        rows=(*(_client(row, report) for row in report.rows), *_not_carried(report)),
    )


def _client(row: OperatorRow, report: OperatorReport) -> tuple[str, ...]:
    word, write = words(language_of(report.locale)), notation(report.locale)
    deployed = "\n".join(f"{each.stack}\n{each.account}, {each.version}" for each in row.environments)
    cost = write.money(row.aws_cost, row.bill_currency)
    return (
        f"{row.client}\n{row.document or word['draft']}",
        write.money(row.revenue, row.currency),
        f"{cost}\n{word['client_account']}" if row.placement.client_pays_aws else cost,
        UNKNOWN if row.margin is None else write.money(row.margin, row.currency),
        _percent(row.margin_percent, write),
        deployed or UNKNOWN,
    )


def _not_carried(report: OperatorReport) -> list[tuple[str, ...]]:
    """Cost that no client carries, a row a currency; it takes from the margin."""
    word, write = words(language_of(report.locale)), notation(report.locale)
    return [
        (word["not_carried"], "", write.money(cost, currency), write.money(cost.copy_negate(), currency), "", "")
        for currency, cost in sorted(report.not_carried.items())
    ]


def _notes(report: OperatorReport) -> Block:
    word, write = words(language_of(report.locale)), notation(report.locale)
    said = [word["operator_text"], word["rounded_text"]]
    said += [word["estimated_text"]] if report.estimated else []
    said += [word["own_account_text"]] if any(row.placement.client_pays_aws for row in report.rows) else []
    said += [word["margin_unknown_text"]] if any(row.margin is None for row in report.rows) else []
    rates = {row.exchange for row in report.rows if row.exchange}
    said += sorted(f"1 {each.bill_currency} = {each.rate:f} {each.currency} ({each.source}, {write.day(each.day)})." for each in rates)
    return Paragraphs(heading=word["notes"], paragraphs=tuple(said), quiet=True)


def _percent(value: Decimal | None, write: Notation) -> str:
    return UNKNOWN if value is None else write.percent(value, 1)
