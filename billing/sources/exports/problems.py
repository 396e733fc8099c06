"""Why an export cannot be billed from."""

from pathlib import Path


class ExportError(Exception):
    """The export, or how it was named, is wrong. The message is for the person who typed the command; nothing was computed."""


def at(path: Path, row: int | None = None) -> str:
    """Where it is; rows are counted from 1, a CSV's header is none of them."""
    return f"{path}, row {row}" if row is not None else str(path)
