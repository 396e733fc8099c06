"""From the lines of an export to one payer's bill by account, client, kind and service, for the register to tell apart."""

from dataclasses import dataclass

from billing.domain.bill import BillRow, GroupedBill
from billing.sources.exports.adding import ExportLines
from billing.sources.exports.bill import Bill, Book, short
from billing.sources.exports.problems import ExportError
from billing.sources.exports.tables import Column


@dataclass(frozen=True, kw_only=True)
class ExportBill:
    """What an export came to."""

    bill: GroupedBill
    notices: tuple[str, ...] = ()
    """What the person who bills should know of, a sentence each."""


def grouped(lines: ExportLines, export: str, payer: str, *, still_open: bool) -> ExportBill:
    """The month's bill of `payer`, from the lines of `export`, as a person named it.

    The month is estimated while one of its lines is on no invoice; where the export has no column for invoices (FOCUS 1.0), while
    `still_open`. Raises ExportError for the bill of another payer and for one in several currencies.
    """
    bill = lines.bill
    _check_payer(export, bill, payer)
    if len(bill.books) > 1:
        raise ExportError(
            f"{export}: the bill of {bill.month} is in {' and '.join(sorted(bill.books))}, and clients are billed from one currency. "
            "Nothing was computed. Name an export of one of them, or leave --export away and have the month read from Cost Explorer."
        )
    ((currency, book),) = bill.books.items()
    return ExportBill(
        bill=GroupedBill(
            month=bill.month,
            currency=currency,
            rows=_rows(book),
            rounding=short(book.rounding),
            total=book.total,
            lines=book.rows,
            sha256=lines.sha256,
            estimated=book.open_rows > 0 or (still_open and not _says_invoices(lines)),
        ),
        notices=(*lines.notices, *_unsaid_payer(lines, payer)),
    )


def _rows(book: Book) -> tuple[BillRow, ...]:
    """By client, account, kind and service: the same lines are the same bill in whatever order they came."""
    return tuple(
        BillRow(account=account, client=client, kind=kind, service=service, amount=short(amount))
        for (client, account, kind, service), amount in sorted(book.amounts.items())
    )


def _says_invoices(lines: ExportLines) -> bool:
    return all(Column.INVOICE in source.columns for source in lines.sources)


def _check_payer(export: str, bill: Bill, payer: str) -> None:
    others = sorted(bill.payers - {"", payer})
    if others:
        raise ExportError(
            f"{export} has {bill.month} of the payer {', '.join(others)}, and the bill of {payer} is wanted: "
            "what another account pays is never charged. Nothing was computed. Name the export of your own account."
        )


def _unsaid_payer(lines: ExportLines, payer: str) -> list[str]:
    if "" not in lines.bill.payers:
        return []
    column = lines.sources[0].name(Column.PAYER)
    return [f"The export does not say whose bill it is ({column} is not there, or empty): it was taken for that of {payer}."]
