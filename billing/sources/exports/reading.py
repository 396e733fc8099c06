"""From export files to the month's bill: found, checked, added up, closed."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event

import duckdb

from billing.domain.costs import MonthCosts
from billing.domain.month import Month
from billing.sources.exports.adding import ExportLines, add_up
from billing.sources.exports.bill import Bill
from billing.sources.exports.columns import source_of_files
from billing.sources.exports.deliveries import Delivery, find
from billing.sources.exports.engine import MEMORY, Engine, FileLines, blame, engine, months_in
from billing.sources.exports.files import DataFile, combined, digests
from billing.sources.exports.grouped import ExportBill, grouped
from billing.sources.exports.problems import ExportError
from billing.sources.exports.query import TAG, By, Source, in_month, looked_for, unreadable, with_known_key


@dataclass(frozen=True, kw_only=True)
class ExportCosts:
    """What an export came to."""

    costs: tuple[MonthCosts, ...]
    """The month's bill, one for each currency, by currency."""
    notices: tuple[str, ...] = ()
    """What the person who bills should know of, a sentence each."""


def read_costs(
    export: str,
    month: Month,
    *,
    by: By = By.TAG,
    accounts: Mapping[str, str] | None = None,
    keep_unknown: bool = False,
    threads: int | None = None,
    memory: str = MEMORY,
) -> ExportCosts:
    """The month's bill from a file, a folder or a glob.

    `accounts` is account id to client, for `By.ACCOUNT`; without it every account is a client by its id. `keep_unknown` books unknown kinds
    as usage, and says so. `threads` and `memory` bound the engine. Raises ExportError, and then nothing has been computed.
    """
    bill = Bill(month=month, accounts=accounts if by is By.ACCOUNT else None, keep_unknown=keep_unknown)
    lines = read_lines(export, bill, by, threads=threads, memory=memory)
    return ExportCosts(costs=bill.closed(lines.sha256), notices=lines.notices)


def read_grouped(export: str, month: Month, payer: str, *, still_open: bool, keep_unknown: bool = False) -> ExportBill:
    """The month's bill of `payer` from a file, a folder or a glob, ungrouped enough for the register to tell apart. Raises ExportError, and
    then nothing has been computed."""
    lines = read_lines(export, Bill(month=month, keep_unknown=keep_unknown), By.TAG_AND_ACCOUNT)
    return grouped(lines, export, payer, still_open=still_open)


def read_lines(export: str, bill: Bill, by: By, *, threads: int | None = None, memory: str = MEMORY) -> ExportLines:
    """Books the lines of the bill's month in `bill`. Raises ExportError."""
    month = bill.month
    found = find(export, month)
    with engine(threads, memory) as local:
        delivery = _of_month(found.deliveries, month, by, local)
        sources = [(files, source_of_files(files, by)) for files in _alike(delivery.files)]
        if by.reads_tags:
            _check_tag_columns(delivery, sources, by)
        with _digests_of(delivery.files) as computed:
            for files, source in sources:
                try:
                    add_up(bill, FileLines(files, local), source, by)
                except duckdb.Error as error:
                    raise blame(files, month, by, error) from error
            prints = computed.result()
        if not bill.rows:
            raise _no_rows(delivery, month, by)
        if by.reads_tags and not bill.clients and not any(local.first(with_known_key(source, month)) for _, source in sources):
            raise _no_key(delivery, sources, by)
    _check_copies(delivery.files, prints)
    notices = (*found.notices, *bill.notices())
    return ExportLines(bill=bill, sources=tuple(source for _, source in sources), sha256=combined(prints), notices=notices)


@contextmanager
def _digests_of(files: Sequence[DataFile]) -> Iterator[Future[list[str]]]:
    """The files' SHA-256, computed beside the question. An error or Ctrl-C does not wait for what is left of gigabytes."""
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        try:
            yield pool.submit(digests, [file.path for file in files], stop)
        finally:
            stop.set()


def _of_month(deliveries: Sequence[Delivery], month: Month, by: By, local: Engine) -> Delivery:
    """The one delivery that has lines of the month. Raises ExportError where several have, or none."""
    if len(deliveries) == 1:
        return deliveries[0]
    having = [each for each in deliveries if _has_month(each, month, by, local)]
    if len(having) > 1:
        listed = "\n".join(f"  {each.what}" for each in having)
        raise ExportError(
            f"{month} was delivered {len(having)} times, and deliveries are never added up:\n{listed}\n"
            "Name one of them with --export, or keep AWS's manifest beside them: it says which files count."
        )
    if not having:
        raise ExportError(f"None of the {len(deliveries)} deliveries that --export matches has a line of {month}. Nothing was computed.")
    return having[0]


def _has_month(delivery: Delivery, month: Month, by: By, local: Engine) -> bool:
    for files in _alike(delivery.files):
        source = source_of_files(files, by)
        try:
            if local.first(f"SELECT 1 FROM {source.sql} WHERE {in_month(source, month)} OR {unreadable(source)} LIMIT 1"):
                return True
        except duckdb.Error as error:
            raise blame(files, month, by, error) from error
    return False


def _alike(files: Sequence[DataFile]) -> list[tuple[DataFile, ...]]:
    """Files of the same columns, types and format together: read as one, a decimal would become a double where types differ."""
    groups: dict[object, list[DataFile]] = {}
    for file in files:
        groups.setdefault((file.format, file.types), []).append(file)
    return [tuple(group) for group in groups.values()]


def _check_tag_columns(delivery: Delivery, sources: Sequence[tuple[tuple[DataFile, ...], Source]], by: By) -> None:
    """Tags are a column of every file of a delivery or of none: a file without would be billed to nobody."""
    without = [files for files, source in sources if not source.tags]
    if len(without) == len(sources):
        raise _no_key(delivery, sources, by)
    if without:
        wanted = looked_for(sources[0][1].table)
        raise ExportError(f"{without[0][0].path} has no column for the tag {TAG}, other files of the delivery have. Looked for: {wanted}.")


def _check_copies(files: Sequence[DataFile], digests: Sequence[str]) -> None:
    seen: dict[str, DataFile] = {}
    for file, digest_of_it in zip(files, digests, strict=True):
        twin = seen.setdefault(digest_of_it, file)
        if twin is not file:
            raise ExportError(f"{file.path} is a copy of {twin.path}, byte for byte: its costs would be billed twice. Remove one of them.")


def _no_rows(delivery: Delivery, month: Month, by: By) -> ExportError:
    months = months_in(delivery.files, by)
    there = f"it has {', '.join(months)}" if months else "it has no line at all"
    return ExportError(
        f"{delivery.files[0].path}{' and those beside it' if len(delivery.files) > 1 else ''}: no line of {month}; {there}. "
        "A line belongs to the month of its billing period. Name the month's export, or another month."
    )


def _no_key(delivery: Delivery, sources: Sequence[tuple[tuple[DataFile, ...], Source]], by: By) -> ExportError:
    by_account = "tell clients apart by account: --by account --accounts FILE, with account ids and their clients in the file."
    return ExportError(
        f"{delivery.files[0].path}: no line has the tag {TAG} in any spelling, so nothing can be told apart by it. "
        f"Looked for: {looked_for(sources[0][1].table)}.\n"
        "Activate the tag as a cost allocation tag in the payer's account (it works forward only) and let the export have its tags; "
        f"or {by_account if by is By.TAG else 'leave --export away and have the month read from Cost Explorer.'}"
    )
