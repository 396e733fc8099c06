"""What becomes of held videos, as data: which are released, which are given up. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from automation.exits import Exit, Stop
from lambdas.manifest import RELEASE_HELD

FUNCTION = "aws:lambda/function:Function"
SHORTEST = 8
"""Digits of an id that are enough where no other begins with them."""
SHOWN = 12
"""Digits that are shown to people."""


@dataclass(frozen=True, kw_only=True)
class HeldVideo:
    """A video that the month's limit holds."""

    id: str
    """64 hex digits; the only name of a video that stands in logs."""
    since: str
    """When it was held, ISO 8601 in UTC."""
    bytes: int
    """Of the upload. How long the video is shows only when it is analysed."""
    name: str | None = None
    """Key of the upload, where it was asked for; it may hold a person's data."""

    @property
    def short(self) -> str:
        return self.id[:SHOWN]

    def as_record(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "name" or value is not None}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the person typed."""

    release: Sequence[str] = ()
    """Ids, or their first digits."""
    discard: Sequence[str] = ()
    everything: str = ""
    """What becomes of all the others: `release`, `discard`, or nothing."""

    @property
    def is_made(self) -> bool:
        return bool(self.release or self.discard or self.everything)


@dataclass(frozen=True, kw_only=True)
class HeldPlan:
    """Whole ids, the longest held first."""

    release: tuple[str, ...]
    """Analysed as soon as there is room, metered, and not held again."""
    discard: tuple[str, ...]
    """Never analysed."""
    not_held: tuple[str, ...]
    """What was named and is not held, or not any more; as it was typed."""

    @property
    def is_empty(self) -> bool:
        return not (self.release or self.discard)

    @property
    def question(self) -> str:
        parts = [f"{what} {len(ids)}" for what, ids in (("release", self.release), ("discard", self.discard)) if ids]
        return " and ".join(parts).capitalize()

    def as_record(self) -> dict[str, list[str]]:
        return {"release": list(self.release), "discard": list(self.discard), "not_held": list(self.not_held)}


def plan_held(held: Sequence[HeldVideo], choice: Choice) -> HeldPlan:
    """Raises Stop where an id is none, means several videos, or is to be both released and discarded."""
    released, discarded = [_meant(typed, held) for typed in choice.release], [_meant(typed, held) for typed in choice.discard]
    release, discard = set(filter(None, released)), set(filter(None, discarded))
    if both := sorted(release & discard):
        raise Stop(Exit.USAGE, f"{both[0][:SHOWN]} is to be released and discarded. Nothing was changed. Decide for one of the two.")
    rest = {each.id for each in held} - release - discard
    release |= rest if choice.everything == "release" else set()
    discard |= rest if choice.everything == "discard" else set()
    typed = [*choice.release, *choice.discard]
    return HeldPlan(
        release=tuple(each.id for each in held if each.id in release),
        discard=tuple(each.id for each in held if each.id in discard),
        not_held=tuple(each for each, found in zip(typed, [*released, *discarded], strict=True) if found is None),
    )


def release_function(stack: str, state: Mapping[str, Any]) -> str:
    """Name of the deployed function that decides, known by its handler. Raises Stop where the state has none."""
    names = [
        str(each["outputs"]["name"])
        for each in _resources(state)
        if each.get("type") == FUNCTION and (each.get("outputs") or {}).get("handler") == RELEASE_HELD.handler and not each.get("delete")
    ]
    if len(names) != 1:
        raise Stop(
            Exit.USAGE,
            f"{stack} has no function that decides about held videos, so nothing is held: it is not deployed, or not wholly. Nothing was "
            f"changed. To deploy it: clientenv deploy {stack}",
        )
    return names[0]


def _resources(state: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return state.get("resources") or []


def _meant(typed: str, held: Sequence[HeldVideo]) -> str | None:
    """The id that begins so; None where no held video's does."""
    word = typed.strip().lower()
    if len(word) < SHORTEST or not all(digit in "0123456789abcdef" for digit in word):
        raise Stop(
            Exit.USAGE,
            f"{typed} is no id of a video: write {SHORTEST} or more of its first hex digits. Nothing was changed.",
        )
    found = [each.id for each in held if each.id.startswith(word)]
    if len(found) > 1:
        raise Stop(Exit.USAGE, f"{len(found)} held videos begin with {typed}. Nothing was changed. Write more digits; --json shows all.")
    return found[0] if found else None
