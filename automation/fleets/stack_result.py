"""What became of one stack of a fleet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How far a stack came."""

    DONE = "done"
    FAILED = "failed"
    """It ended with an error, or its file cannot be used."""
    REFUSED = "refused"
    """Another account, a lock, or data would be lost: a person decides."""
    INTERRUPTED = "interrupted"
    """Ctrl-C came while it was under way; what was finished by then is in its state."""
    NOT_STARTED = "not started"


@dataclass(frozen=True, kw_only=True)
class StackResult:
    """One row of the report."""

    stack: str
    state: State
    exit: int | None = None
    """Exit code of its process (`automation.exits`), negative for a signal; None where there was none."""
    seconds: float = 0.0
    account_id: str = ""
    message: str = ""
    """What it said in the end, or why it was not done."""
    remedy: str = ""
    """What to type next; empty where there is nothing to do."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Resources by what becomes, or became, of them: `{"created": 3}`. Empty where nothing changes."""
    changes: Sequence[Mapping[str, Any]] = ()
    """Each of those resources, as `clientenv deploy --json` tells it."""
    file_sha256: str = ""
    """Fingerprint of the stack file that it was done with."""
    earlier: bool = False
    """Whether it was done by the run that this one takes up."""

    @property
    def changed(self) -> int:
        return sum(self.counts.values())

    def as_record(self) -> dict[str, Any]:
        return {**vars(self), "state": str(self.state), "counts": dict(self.counts), "changes": [dict(each) for each in self.changes]}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> "StackResult":
        return cls(**{**record, "state": State(record["state"])})

    def from_earlier_run(self) -> "StackResult":
        return replace(self, earlier=True)


Tell = Callable[[str], None]
"""Told each line of progress."""

Run = Callable[[str, Tell], StackResult]
"""Works on the stack of this name and waits: what a fleet is carried out by."""
