"""Large records, kept by their SHA-256: what documents were computed from, costs as they were read, closed books.

A row takes 400 KB at most, so a record lies in parts. Each part is cut from the plain bytes and compressed by itself: whoever stores the
same record stores the same parts, whatever their compressor makes of them. The first part is written last; where it is, all are.
"""

import json
import zlib
from hashlib import sha256
from typing import Any

from billing.domain.canonical import canonical
from billing.ledger.refusals import ContentMissing
from billing.ledger.table import LedgerTable, key

PART = 350_000
"""Plain bytes of a part; it fits even where nothing can be compressed."""


class Contents:
    """Written once, never changed, never removed."""

    def __init__(self, table: LedgerTable) -> None:
        self._table = table

    def keep(self, content: bytes) -> str:
        """Stores the bytes and returns their SHA-256. What is there already is not written again."""
        name = sha256(content).hexdigest()
        if self.holds(name):
            return name
        parts = [content[start : start + PART] for start in range(0, len(content), PART)] or [b""]
        for number in reversed(range(len(parts))):
            self._table.put_new(
                {"pk": key("content", name), "sk": f"{number:04d}", "parts": len(parts), "zlib": zlib.compress(parts[number], 9)}
            )
        return name

    def keep_record(self, record: Any) -> str:
        """Stores the canonical bytes of a record. The name is its `billing.domain.canonical.fingerprint`."""
        return self.keep(canonical(record))

    def holds(self, name: str) -> bool:
        """Whether a record of this SHA-256 is stored, as a whole."""
        return self._table.has(key("content", name), "0000")

    def read(self, name: str) -> bytes:
        """The bytes. Raises ContentMissing where they are not there, or are not those that were stored."""
        rows = list(self._table.query(key("content", name)))
        content = b"".join(zlib.decompress(row["zlib"]) for row in rows)
        if not rows or rows[0]["sk"] != "0000" or sha256(content).hexdigest() != name:
            raise ContentMissing(f"The ledger does not hold a record with the SHA-256 {name}, or not as a whole ({len(rows)} parts).")
        return content

    def read_record(self, name: str) -> Any:
        """The record; amounts are decimal strings."""
        return json.loads(self.read(name))
