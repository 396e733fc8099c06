"""The key that somebody meant."""

from collections.abc import Sequence
from difflib import get_close_matches


def nearest(name: str, keys: Sequence[str]) -> str | None:
    """The key closest to a misspelt one, however it is capitalised or divided: `account_ID` is `accountId`. None where nothing is close."""
    plain = {_plain(key): key for key in keys}
    close = get_close_matches(_plain(name)[:64], list(plain), n=1)
    return plain[close[0]] if close else None


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
