"""Live values in the program's own spelling, where AWS means the same by both: otherwise each refresh shows changes that nobody made."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def document_as_written(live: Mapping[str, Any] | str, known: Any) -> str:
    """A policy as JSON text: the known text where it says the same as the live document, else the live one."""
    document = json.loads(live) if isinstance(live, str) else live
    return known if isinstance(known, str) and _parsed(known) == document else json.dumps(document)


def set_as_written(live: Sequence[Any], known: Any) -> list[Any]:
    """Members of a set: in the known order where they are the same, else as AWS lists them."""
    same = isinstance(known, list) and len(known) == len(live) and all(member in live for member in known)
    return list(known) if same else list(live)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
