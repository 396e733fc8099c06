"""What is written down anew when it changes, beside what was there before: closed books, costs as they were read.

Row: `<kind>#<of>` / `2026-10#0001`, with the SHA-256 of the content, what goes with it, and who, when, why.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from billing.ledger.changes import Change, Changes
from billing.ledger.contents import Contents
from billing.ledger.table import Action, Item, LedgerTable, key, put_new

OWN = frozenset({"pk", "sk", "sha256", "by", "at", "why"})


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version."""

    count: int
    """1 for the first."""
    sha256: str
    """Of the content, in hexadecimal."""
    change: Change
    beside: Item
    """Attributes that go with the content."""


class Versions:
    """Versions of one kind of content; each stays."""

    def __init__(self, table: LedgerTable, kind: str, contents: Contents, changes: Changes) -> None:
        self._table, self._kind, self._contents, self._changes = table, kind, contents, changes

    def append(self, of: str, what: str, content: bytes, beside: Mapping[str, str | bytes], *, change: Change) -> Version:
        """Adds a version after the latest one. The same content as the latest is that version: nothing is written then.

        `of` is whose it is, `what` which of theirs, such as a month.
        """
        name = self._contents.keep(content)

        def step() -> Version:
            known = self.all(of, what)
            if known and known[-1].sha256 == name:
                return known[-1]
            version = Version(count=len(known) + 1, sha256=name, change=change, beside=dict(beside))
            self._table.write(put_new(self._row(of, what, version)), self._record(of, what, version))
            return version

        return self._table.persistently(step)

    def all(self, of: str, what: str) -> tuple[Version, ...]:
        """All versions, in order."""
        return tuple(_version(item) for item in self._table.query(key(self._kind, of), f"{key(what)}#"))

    def content(self, version: Version) -> bytes:
        """Raises ContentMissing where it is not as it was stored."""
        return self._contents.read(version.sha256)

    def _row(self, of: str, what: str, version: Version) -> Item:
        own: Item = {"pk": key(self._kind, of), "sk": key(what, f"{version.count:04d}"), "sha256": version.sha256}
        return dict(version.beside) | own | version.change.as_attributes()

    def _record(self, of: str, what: str, version: Version) -> Action:
        return self._changes.record(f"{self._kind} stored", f"{of} {what} version {version.count}", version.change)


def _version(item: Item) -> Version:
    return Version(
        count=int(item["sk"].rpartition("#")[2]),
        sha256=item["sha256"],
        change=Change.of(item),
        beside={name: value for name, value in item.items() if name not in OWN},
    )
