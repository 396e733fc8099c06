"""A month of many clients: rated, made final, rendered. Then all of it again a day later, which must change nothing.

The ledger is a DynamoDB in memory, so that the figures are this program's own time: on AWS each invoice waits for its few writes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from benchmarks.figure import Figure
from benchmarks.timing import seconds_of
from billing.documents.invoice_sheet import invoice_sheet
from billing.documents.pdf import pdf
from billing.domain.costs import Kind
from billing.domain.documents import Document
from billing.runs import finalising
from billing.runs.drafting import draft_month
from billing.runs.files import Files, document_files
from model.placement import Placement
from tests.billing.ledger.memory import Memory
from tests.billing.ledger.world import World
from tests.billing.runs.office import COST_PLUS, FIXED, OCTOBER, OPERATOR, PER_MINUTE, Office, outputs

CLIENTS = 1_000
PDFS = 250
"""A PDF takes many times what all else of an invoice takes: a quarter of them says as much."""
VIDEOS = 10
"""Of each client."""
SERVICES = ("AWS Lambda", "Amazon DynamoDB", "Amazon Simple Queue Service", "Amazon Simple Storage Service")
MODELS = (PER_MINUTE, FIXED, COST_PLUS)
"""Terms, by turns."""

Rows = Mapping[tuple[str, str], Any]
"""A table's rows by key."""


@dataclass(frozen=True, kw_only=True)
class BilledMonth:
    """What one run has made, and the seconds of each step."""

    documents: Sequence[Document]
    files: Files
    rating: float
    finalising: float
    pages: float
    pdfs: float

    @property
    def sha256(self) -> str:
        """Of all files, with their names."""
        told = "".join(f"{name} {sha256(content).hexdigest()}\n" for name, content in sorted(self.files.items()))
        return sha256(told.encode()).hexdigest()


def invoices(clients: int = CLIENTS, pdfs: int = PDFS) -> list[Figure]:
    """Bills the month twice. Raises RuntimeError when a client is left out."""
    table = _Table()
    office = _office(table, clients)
    first, before = _billed(office, pdfs), _rows(table)
    office.at += timedelta(days=1)
    second, after = _billed(office, pdfs), _rows(table)
    if len(first.documents) != clients:
        raise RuntimeError(f"{clients - len(first.documents)} of {clients} clients have no invoice")
    changes = _differences(before, after) + _differences(first.files, second.files)
    return [
        _speed("rated and drafted", clients, first.rating, "in memory, usage and costs copied"),
        _speed("made final", clients, first.finalising, "in memory, a transaction each"),
        _speed("rendered as HTML and JSON", clients, first.pages),
        _speed("rendered as PDF", pdfs, first.pdfs),
        Figure(
            what=f"changes by billing {clients:,} clients again a day later",
            against="rows of the ledger and files; it notes when it read and drafted last",
            value=changes,
            unit="changes",
            at_most=0,
            sizes={"rows": len(after), "files": len(second.files)},
        ),
        Figure(
            what="different SHA-256 over all files of the two runs",
            against=f"HTML and JSON of all invoices, PDF of {pdfs:,}",
            value=len({first.sha256, second.sha256}),
            unit="result",
            at_most=1,
        ),
    ]


def _billed(office: Office, pdfs: int) -> BilledMonth:
    """As the commands do it, each step by a run of its own."""
    files: Files = {}
    documents: list[Document] = []

    def finalise() -> None:
        run = office.run()
        outcomes = finalising.carry_out(run, finalising.plan(run, OCTOBER))
        documents.extend(each.document for each in outcomes if each.document)

    def pages() -> None:
        for each in documents:
            files.update(document_files(each, with_pdf=False))

    def print_some() -> None:
        files.update({f"{each.number}.pdf": pdf(invoice_sheet(each)) for each in documents[:pdfs]})

    steps: tuple[Callable[[], object], ...] = (lambda: draft_month(office.run(), OCTOBER), finalise, pages, print_some)
    rating, final, rendering, printing = map(seconds_of, steps)
    return BilledMonth(documents=documents, files=files, rating=rating, finalising=final, pages=rendering, pdfs=printing)


def _office(table: "_Table", clients: int) -> Office:
    """All hosted, each with cost of its own and a share of Rekognition's, which carries no tag."""
    office = Office(world=World(table))
    office.charged["", Kind.USAGE, "Amazon Rekognition", OPERATOR] = "100"
    for number in range(clients):
        client, slug = f"Client {number:04}", f"client-{number:04}"
        office.register(f"{slug}-prod", outputs(client, Placement.HOSTED, OPERATOR, MODELS[number % len(MODELS)], slug=slug))
        office.metered[f"{slug}-prod"] = [
            (f"{slug}-{video}", 60 + number % 300 + video, f"2026-10-{video + 1:02}T10:00:00+00:00") for video in range(VIDEOS)
        ]
        for place, service in enumerate(SERVICES, start=1):
            office.charged[client, Kind.USAGE, service, OPERATOR] = str(Decimal(number % 50) / 7 + place)
    return office


def _speed(what: str, invoices: int, seconds: float, against: str = "") -> Figure:
    sizes = {"invoices": invoices, "seconds": seconds}
    return Figure(what=f"invoices {what}", against=against, value=invoices / seconds, unit="invoices/s", sizes=sizes)


def _rows(table: Memory) -> Rows:
    """All but the notes of when costs were read and drafts were made last, which every run moves on."""
    return {key: row for key, row in table.table.items() if not key[0].startswith(("read#", "rounds#"))}


def _differences(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> int:
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


class _Table(Memory):  # type: ignore[misc]  # tests carry no types
    """The tests' DynamoDB, which looks through all rows for a partition, with its partitions apart: they are thousands here."""

    def __init__(self) -> None:
        self.table = _Partitions()

    def query(self, **request: Any) -> dict[str, Any]:
        partition = Memory()
        partition.table = self.table.of(request["ExpressionAttributeValues"][":pk"]["S"])
        return dict(partition.query(**request))


class _Partitions(dict[tuple[str, str], dict[str, Any]]):
    """Rows by key, which are never deleted, and each in its partition too."""

    def __init__(self) -> None:
        super().__init__()
        self._partitions: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}

    def of(self, partition: str) -> dict[tuple[str, str], dict[str, Any]]:
        return self._partitions.get(partition, {})

    def __setitem__(self, key: tuple[str, str], row: dict[str, Any]) -> None:
        super().__setitem__(key, row)
        self._partitions.setdefault(key[0], {})[key] = row
