"""Lines and their sums as invoices, notes and statements print them."""

from collections.abc import Sequence
from decimal import Decimal

from billing.documents.notation import Notation, notation
from billing.documents.sheet import Column, Table, TotalRow, present
from billing.documents.wording import language_of, words
from billing.domain.documents import Document
from billing.domain.lines import Line
from billing.domain.rating import RatedMonth
from model.currencies import MINOR_UNITS

NO_BREAK = "\u00a0"


def line_table(lines: Sequence[Line], priced: Document | RatedMonth, locale: str, total_label: str, total: Decimal | None = None) -> Table:
    """The lines, and below them subtotal, tax and total of the document. `total`: what stands beside the label, if not the total itself."""
    word, currency = words(language_of(locale)), priced.currency
    amount = f"{word['amount']} ({currency})"
    return Table(
        caption=f"{word['description']}, {word['amount']} ({currency})",
        caption_shown=False,
        stacks=True,
        columns=(
            Column(heading=word["description"]),
            Column(heading=word["quantity"], numeric=True),
            Column(heading=word["unit_price"], numeric=True),
            Column(heading=amount, numeric=True),
        ),
        rows=tuple(_row(each, currency, locale) for each in lines),
        totals=_totals(priced, locale, total_label, priced.total if total is None else total),
    )


def _row(line: Line, currency: str, locale: str) -> tuple[str, ...]:
    write = notation(locale)
    if line.unit in MINOR_UNITS:
        quantity, price = _share(line, write)
    else:
        quantity, price = _quantity(line, write, locale), write.price(line.unit_price, currency)
    return line.description, quantity, price, write.amount(line.amount, currency)


def _share(line: Line, write: Notation) -> tuple[str, str]:
    """What the line is a share of, and the percentage; an amount that is passed on whole needs neither."""
    if line.unit_price == 1:
        return "", ""
    return write.money(line.quantity, line.unit), write.percent(line.unit_price.scaleb(2), 10)


def _quantity(line: Line, write: Notation, locale: str) -> str:
    """`1,234.5000 min`; 12 days of a month of 31, whose unit is `1/31 month`, are `12 × 1/31 month`."""
    number, _, unit = line.unit.rpartition(" ")
    translated = words(language_of(locale)).get(f"unit.{unit}", unit)
    return NO_BREAK.join(present(write.quantity(line.quantity), f"×{NO_BREAK}{number}" if number else None, translated))


def _totals(priced: Document | RatedMonth, locale: str, total_label: str, shown: Decimal) -> tuple[TotalRow, ...]:
    word, write = words(language_of(locale)), notation(locale)
    return (
        TotalRow(label=word["subtotal"], value=write.amount(priced.subtotal, priced.currency)),
        _tax(priced, locale),
        TotalRow(label=total_label, value=write.money(shown, priced.currency), strong=True),
    )


def _tax(priced: Document | RatedMonth, locale: str) -> TotalRow:
    """Called as the terms call it; where there is none, why."""
    word, write = words(language_of(locale))["tax"], notation(locale)
    amount = write.amount(priced.tax, priced.currency)
    if not priced.tax_percent:
        return TotalRow(label=word, value=amount, detail=priced.tax_text)
    text, percent = priced.tax_text or word, write.percent(priced.tax_percent)
    return TotalRow(label=text if f"{priced.tax_percent.normalize():f}" in text else f"{text}, {percent}", value=amount)
