"""What a person decided about held videos."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lambdas.videos.boundary import Boundary
from lambdas.videos.states import State
from lambdas.videos.table import VideosTable
from lambdas.videos.telemetry import Metric, count

USAGE = 'Invoke with {"videos": ["<id>", ...]} or {"all": true}; add "discard": true to give them up, "by": "<name>" to leave a name.'
"""How to decide; `listing.USAGE` says how to ask."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Which videos, and what becomes of them."""

    videos: tuple[str, ...] | None
    """Ids; None for all that are held."""
    discard: bool
    """Give them up instead of analysing them."""
    by: str
    """Who decided; kept with each released video."""


def read_decision(event: dict[str, Any], by: str) -> Decision:
    """Raises ValueError, with the way to do it right, for an event that leaves a doubt."""
    unknown = set(event) - {"videos", "all", "discard", "by"}
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))} is not known here. {USAGE}")
    videos, everything, discard = event.get("videos"), event.get("all", False), event.get("discard", False)
    if not isinstance(everything, bool) or not isinstance(discard, bool):
        raise ValueError(f"all and discard are true or false. {USAGE}")
    if everything == (videos is not None):
        raise ValueError(f"Either videos or all, one of them. {USAGE}")
    if videos is not None and not (isinstance(videos, list) and all(isinstance(video, str) and video for video in videos)):
        raise ValueError(f"videos is a list of ids. {USAGE}")
    ids = None if videos is None else tuple(dict.fromkeys(videos))
    return Decision(videos=ids, discard=discard, by=str(event.get("by") or by))


def carry_out(decision: Decision, table: VideosTable, boundary: Boundary) -> dict[str, int]:
    """Answers `released`, `discarded` and `skipped`: ids of videos that are not held (any more)."""
    now = boundary.now()
    held: Iterable[str] = table.ids_in(State.HELD) if decision.videos is None else decision.videos
    answer = {"released": 0, "discarded": 0, "skipped": 0}
    for video in list(held):
        if decision.discard:
            moved = table.move(video, State.DISCARDED, of=(State.HELD,), now=now, reason=None)
        else:
            moved = table.move(video, State.WAITING, of=(State.HELD,), now=now, reason=None, not_before=None, released_by=decision.by)
        answer[("discarded" if decision.discard else "released") if moved else "skipped"] += 1
    count(Metric.VIDEOS_RELEASED, answer["released"])
    count(Metric.VIDEOS_DISCARDED, answer["discarded"])
    return answer
