"""The static words of documents, one JSON file a language. What the content itself says is never translated."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FALLBACK = "en"
"""Language of the words where there is no catalogue for the locale's own."""


@cache
def languages() -> frozenset[str]:
    """Languages that have a catalogue."""
    return frozenset(each.name.removesuffix(".json") for each in files(__name__).iterdir() if each.name.endswith(".json"))


def language_of(locale: str) -> str:
    """The language whose words a document in this locale uses: `de` for `de_AT`, `en` where there are none of its own."""
    own = locale.replace("-", "_").split("_")[0].lower()
    return own if own in languages() else FALLBACK


@cache
def words(language: str) -> Mapping[str, str]:
    """Key to word."""
    catalogue: dict[str, str] = json.loads(files(__name__).joinpath(f"{language}.json").read_text("utf-8"))
    return catalogue
