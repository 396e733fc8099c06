"""From the export's table in Glue to the month's bill, added up by Athena: for a bill that is too long to download."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from billing.domain.canonical import fingerprint
from billing.domain.money import plain
from billing.domain.month import Month
from billing.sources.athena import Athena, AthenaFailed
from billing.sources.exports.adding import ExportLines, add_up
from billing.sources.exports.athena import AthenaLines, lines_of_month, source_of
from billing.sources.exports.bill import Bill, Book, short
from billing.sources.exports.grouped import ExportBill, grouped
from billing.sources.exports.problems import ExportError
from billing.sources.exports.query import TAG, By, Source, looked_for, with_known_key

FILES = "read the month from files (--export PATH), or leave --export away and have it read from Cost Explorer."


@dataclass(frozen=True, kw_only=True)
class CostTable:
    """The table that billing's stack has made beside the export."""

    database: str
    table: str
    columns: Mapping[str, str]
    """Name to type, as Glue has them."""

    @property
    def name(self) -> str:
        return f"{self.database}.{self.table}"


def cost_table(glue: Any, database: str, table: str) -> CostTable:
    """The table as it is deployed. Raises AthenaFailed."""
    try:
        found = glue.get_table(DatabaseName=database, Name=table)["Table"]
    except (BotoCoreError, ClientError) as error:
        raise AthenaFailed(
            f"Glue does not show the table {database}.{table}, which Athena would read: {error}\n"
            f"Nothing was computed. Deploy it with `pulumi up -C billing`; or {FILES}"
        ) from error
    columns = {column["Name"]: column["Type"] for column in found["StorageDescriptor"]["Columns"]}
    return CostTable(database=database, table=table, columns=columns)


def read_table(athena: Athena, table: CostTable, month: Month, payer: str, *, still_open: bool, keep_unknown: bool = False) -> ExportBill:
    """The month's bill of `payer`, as `reading.read_grouped` has it from the files of the same delivery.

    Raises AthenaFailed, and ExportError for what is wrong with the delivery; then nothing was computed.
    """
    sql = lines_of_month(table.database, table.table, month)
    source = source_of(table.name, sql, table.columns, By.TAG_AND_ACCOUNT)
    lines = AthenaLines(athena, sql, table.name)
    bill = Bill(month=month, keep_unknown=keep_unknown)
    add_up(bill, lines, source, By.TAG_AND_ACCOUNT)
    if not bill.rows:
        raise ExportError(f"{table.name} has no line of {month} yet: AWS delivers a month from its second day on. Run it later, or {FILES}")
    if not bill.clients and not (source.tags and lines.rows(with_known_key(source, month))):
        raise _no_key(table, source)
    notices = (*bill.notices(), f"Athena has read {athena.bytes_read:,} bytes of {table.name}; questions: {athena.questions}.")
    read = ExportLines(bill=bill, sources=(source,), sha256=_fingerprint(table, bill), notices=notices)
    return grouped(read, table.name, payer, still_open=still_open)


def _fingerprint(table: CostTable, bill: Bill) -> str:
    """Of what was answered, however its rows were ordered: the objects themselves are not read here."""
    books = {currency: _record(book) for currency, book in bill.books.items()}
    return fingerprint({"table": table.name, "month": str(bill.month), "books": books})


def _record(book: Book) -> dict[str, Any]:
    amounts = [[*map(str, key), plain(short(amount))] for key, amount in sorted(book.amounts.items())]
    return {"amounts": amounts, "rounding": plain(short(book.rounding)), "rows": book.rows, "open_rows": book.open_rows}


def _no_key(table: CostTable, source: Source) -> ExportError:
    return ExportError(
        f"{table.name}: no line has the tag {TAG} in any spelling, so nothing can be told apart by it. "
        f"Looked for: {looked_for(source.table)}.\n"
        f"Activate the tag as a cost allocation tag in the payer's account (it works forward only); or {FILES}"
    )
