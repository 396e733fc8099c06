"""Words of SQL that several modules write."""

import re
from pathlib import Path


def text(value: str) -> str:
    """As a literal."""
    return "'" + value.replace("'", "''") + "'"


def literal(path: Path) -> str:
    """A path as a literal that DuckDB takes for this one file: it would look for others where the name has `*`, `?` or `[`."""
    return text(re.sub(r"([*?\[])", r"[\1]", str(path)))
