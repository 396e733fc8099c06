"""Closed books: for each payer and month the canonical bytes and the signature on them. A restatement adds a version."""

from dataclasses import dataclass

from billing.domain.month import Month
from billing.ledger.changes import Change
from billing.ledger.versions import Version, Versions


@dataclass(frozen=True, kw_only=True)
class ClosedBook:
    """One version of a payer's month. Notes for late costs name it in their inputs."""

    payer: str
    """Account that pays AWS's bill, 12 digits."""
    month: Month
    version: int
    """1 for the first; the latest holds."""
    book: bytes
    """Canonical JSON, exactly as it was signed."""
    sha256: str
    """Of the book, in hexadecimal."""
    signature: bytes
    key: str
    """The key that signed, as KMS names it."""
    change: Change


class ClosedBooks:
    """The certificates of all payers."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions

    def append(self, payer: str, month: Month, *, book: bytes, signature: bytes, key: str, change: Change) -> ClosedBook:
        """Adds a version. The book that is the latest already keeps its first signature: nothing is written."""
        beside: dict[str, str | bytes] = {"signature": signature, "key": key}
        return self._read(payer, month, self._versions.append(payer, str(month), book, beside, change=change))

    def all(self, payer: str, month: Month) -> tuple[ClosedBook, ...]:
        """All versions, in order."""
        return tuple(self._read(payer, month, version) for version in self._versions.all(payer, str(month)))

    def latest(self, payer: str, month: Month) -> ClosedBook | None:
        """The version that holds, None where the month is not closed."""
        versions = self._versions.all(payer, str(month))
        return self._read(payer, month, versions[-1]) if versions else None

    def _read(self, payer: str, month: Month, version: Version) -> ClosedBook:
        return ClosedBook(
            payer=payer,
            month=month,
            version=version.count,
            book=self._versions.content(version),
            sha256=version.sha256,
            signature=version.beside["signature"],
            key=version.beside["key"],
            change=version.change,
        )
