"""The deployed function that knows which videos are held, asked and told from outside.

Who may deploy into a client's account may not read its tables; the function may, and answers with ids.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from automation.exits import Exit, Stop
from automation.held_plan import HeldPlan, HeldVideo
from lambdas.manifest import RELEASE_HELD

AT_ONCE = 500
"""Videos of one invocation: a write each, well within the function's time limit."""
PATIENT = Config(read_timeout=RELEASE_HELD.timeout_seconds + 10, retries={"mode": "standard"})
"""Longer than the function may take. To decide again what is decided changes nothing, so a retry does no harm."""
AGAIN = "Run this again: what is decided stays so."

Tell = Callable[[str], object]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """How many."""

    released: int = 0
    discarded: int = 0
    skipped: int = 0
    """No longer held when it was their turn: somebody else had decided, or their retention was over."""

    def __add__(self, other: "Decided") -> "Decided":
        return Decided(**{name: number + getattr(other, name) for name, number in asdict(self).items()})


@dataclass(frozen=True, kw_only=True)
class HeldVideos:
    """The held videos of a stack."""

    stack: str
    function: str
    """Name of the function."""
    lambda_: Any
    """Client of AWS Lambda in the stack's account and region."""

    def all(self, *, names: bool) -> list[HeldVideo]:
        """The longest held first. `names`: with the keys of uploads. Raises Stop."""
        return [
            HeldVideo(id=each["video"], since=each["since"], bytes=each["bytes"], name=each.get("name")) for each in self._listed(names)
        ]

    def decide(self, plan: HeldPlan, by: str, tell: Tell) -> Decided:
        """Raises Stop with what is done by then; the same command goes on from there."""
        done = Decided()
        for discard, ids in ((False, plan.release), (True, plan.discard)):
            for start in range(0, len(ids), AT_ONCE):
                part = ids[start : start + AT_ONCE]
                try:
                    done += Decided(**self._ask({"videos": list(part), "discard": discard, "by": by}))
                except Stop as stop:
                    raise self._partly(done, stop) from stop
                tell(f"{start + len(part)} of {len(ids)} {'discarded' if discard else 'released'}")
        return done

    def _listed(self, names: bool) -> Iterator[dict[str, Any]]:
        question: dict[str, Any] = {"list": True, "names": names}
        while True:
            answer = self._ask(question)
            yield from answer["held"]
            if not answer["after"]:
                return
            question["after"] = answer["after"]

    def _ask(self, event: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self.lambda_.invoke(FunctionName=self.function, Payload=json.dumps(event).encode())
            told = json.load(answer["Payload"])
        except (BotoCoreError, ClientError, ValueError) as error:
            raise Stop(Exit.FAULT, f"{self._which} does not answer: {error}. {AGAIN}") from error
        if "FunctionError" in answer:
            raise Stop(Exit.FAULT, self._failed(str(told.get("errorMessage", told))))
        return dict(told)

    @property
    def _which(self) -> str:
        return f"The function {self.function} of {self.stack}"

    def _failed(self, message: str) -> str:
        if "list is not known here" in message:
            return f"{self.stack} was deployed before held videos could be listed. Before this: clientenv deploy {self.stack}"
        return f"{self._which} failed: {message}. Its log has more. {AGAIN}"

    def _partly(self, done: Decided, stop: Stop) -> Stop:
        """Nothing done in the parts before leaves the end as it was."""
        if done == Decided():
            return stop
        return Stop(
            Exit.PARTLY_DONE,
            f"{done.released} released, {done.discarded} discarded, then: {stop} The rest is still held; clientenv release {self.stack} "
            "lists it.",
        )


def held_videos(session: boto3.Session, stack: str, function: str) -> HeldVideos:
    """`session` works in the stack's account."""
    return HeldVideos(stack=stack, function=function, lambda_=session.client("lambda", config=PATIENT))
