"""Which videos are held, for whoever decides about them."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from lambdas.videos.states import State, Video
from lambdas.videos.table import VideosTable

USAGE = 'To list them, invoke with {"list": true}; add "names": true for their keys, "after": {...} to go on where an answer ended.'
MOST = 1_000
"""Videos of one answer: Lambda sends no more than 6 MB, and a key may be 1,024 bytes, which JSON writes as three times as many."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked about held videos."""

    names: bool
    """Whether keys are told, which may hold a person's data. They go to who asks and never into a log."""
    after: tuple[str, str] | None
    """Id and moment of the last video of the answer before."""


def read_question(event: dict[str, Any]) -> Question | None:
    """None for an event that decides. Raises ValueError, with the way to do it right, for one that leaves a doubt."""
    if "list" not in event:
        return None
    unknown = set(event) - {"list", "names", "after"}
    names, after = event.get("names", False), event.get("after")
    if unknown or event["list"] is not True or not isinstance(names, bool):
        raise ValueError(f"A question is about nothing else. {USAGE}")
    if after is not None and not (isinstance(after, dict) and all(isinstance(after.get(each), str) for each in ("video", "since"))):
        raise ValueError(f"after is what the answer before said. {USAGE}")
    return Question(names=names, after=(after["video"], after["since"]) if after else None)


def answer(question: Question, table: VideosTable) -> dict[str, Any]:
    """`held`, the longest first, and `after` where there are more. May be a moment behind."""
    found = list(islice(table.all_in(State.HELD, after=question.after), MOST + 1))
    told = [_row(video, question.names) for video in found[:MOST]]
    more = {"video": told[-1]["video"], "since": told[-1]["since"]} if len(found) > MOST else None
    return {"held": told, "after": more}


def _row(video: Video, names: bool) -> dict[str, Any]:
    row = {"video": video.id, "since": video.updated, "bytes": video.size}
    return row | ({"name": video.key} if names else {})
