"""Documents for other programs: CSV for spreadsheets, a beancount journal for the books.

The journal has one balanced transaction a document, dated on its day of issue. Accounts are built from the client's slug:
`Assets:Receivable:Acme`, `Income:Services:Acme`, and `Liabilities:Tax` for what is owed to the tax office.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from billing.domain.documents import Document
from billing.domain.money import plain

COLUMNS = (
    "number", "kind", "corrects", "client", "buyer", "month", "issued", "due", "currency",
    "code", "description", "quantity", "unit", "unit_price", "amount",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def as_csv(documents: Iterable[Document]) -> str:
    """A row for each line of each document, and one for its tax (code `tax`): their amounts add up to the totals.

    Text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for document in documents:
        head = [
            document.number or "", document.kind.value, document.corrects or "", document.client, _text(document.agreement.buyer.name),
            str(document.month), _day(document.issued), _day(document.due), document.currency,
        ]  # fmt: skip
        for line in document.lines:
            amounts = [plain(line.quantity), line.unit, plain(line.unit_price), plain(line.amount)]
            writer.writerow([*head, line.code, _text(line.description), *amounts])
        if document.tax or document.tax_percent:
            tax = [plain(document.tax_percent), "%", plain(document.subtotal), plain(document.tax)]
            writer.writerow([*head, "tax", _text(document.tax_text or "Tax"), *tax])
    return written.getvalue()


def as_beancount(documents: Sequence[Document]) -> str:
    """A journal of final documents. Raises ValueError for a draft: nothing is booked that was not issued."""
    if drafts := [f"{document.client} {document.month}" for document in documents if not document.is_final]:
        raise ValueError(f"these are drafts, and a journal holds what was issued: {', '.join(drafts)}. Run: clientenv bill finalise")
    entries = [_transaction(document) for document in documents]
    return "\n".join([*_opened(documents), "", *entries])


def _opened(documents: Sequence[Document]) -> list[str]:
    """Each account is opened on the day of the first document that uses it."""
    first: dict[str, str] = {}
    for document in sorted(documents, key=lambda each: _day(each.issued)):
        for account in _accounts(document):
            first.setdefault(account, _day(document.issued))
    return [f"{day} open {account}" for account, day in sorted(first.items())]


def _transaction(document: Document) -> str:
    receivable, income, tax = _accounts(document)
    narration = f"{document.kind.value} {document.number}, {document.month}"
    rows = [f"{_day(document.issued)} * {_quoted(document.agreement.buyer.name)} {_quoted(narration)} ^{document.number}"]
    rows.append(f"  {receivable}  {plain(document.total)} {document.currency}")
    for line in document.lines:
        rows.append(f"  {income}  {plain(line.amount.copy_negate())} {document.currency} ; {line.code}")
    if document.tax:
        rows.append(f"  {tax}  {plain(document.tax.copy_negate())} {document.currency}")
    return "\n".join(rows) + "\n"


def _accounts(document: Document) -> tuple[str, str, str]:
    name = "-".join(part.capitalize() for part in document.client.split("-"))
    return f"Assets:Receivable:{name}", f"Income:Services:{name}", "Liabilities:Tax"


def _quoted(text: str) -> str:
    return '"' + " ".join(text.replace("\\", "\\\\").replace('"', '\\"').split()) + '"'


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _day(day: object) -> str:
    return str(day) if day else ""
