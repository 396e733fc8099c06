"""How an operation ended, as data: what `--json` prints and a fleet keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from automation.deploying.plan import Change, Kind, Operation, Plan, changes_of, counts_of
from automation.engine.outcome import Outcome
from automation.exits import Exit, Stop

RESULTS = {
    Exit.DONE: "done",
    Exit.FAULT: "failed",
    Exit.USAGE: "refused",
    Exit.REFUSED: "refused",
    Exit.TOOL_MISSING: "refused",
    Exit.PARTLY_DONE: "partly done",
}
PLANNED = "planned"
"""Nothing was to be done."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """One operation on one stack."""

    stack: str
    operation: Operation
    account_id: str | None = None
    """None where the command ended before the account was known."""
    exit: Exit = Exit.DONE
    message: str = ""
    """Why it ended before its end; what to type next."""
    plan: Plan | None = None
    done: Mapping[Kind, int] = field(default_factory=dict)
    """What was really changed; empty where the plan was all that was asked for."""
    carried_out: bool = False
    """Whether the plan was to be carried out, and not only shown."""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    web: Mapping[str, Any] | None = None
    """What became of the web page's files; None where there is no page, or it did not come to that."""

    @property
    def result(self) -> str:
        return PLANNED if self.exit is Exit.DONE and not self.carried_out else RESULTS[self.exit]

    def as_record(self) -> dict[str, Any]:
        return {
            "stack": self.stack,
            "operation": str(self.operation),
            "account_id": self.account_id,
            "result": self.result,
            "exit": int(self.exit),
            "message": self.message,
            "plan": self.plan.as_record() if self.plan else None,
            "done": {str(kind): number for kind, number in self.done.items()},
            "outputs": dict(self.outputs),
            "web": dict(self.web) if self.web is not None else None,
        }


class Progress:
    """The report of an operation that runs: whatever stops it, what is known by then is told."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def note(self, **facts: Any) -> None:
        """More of the report, by the names of its fields."""
        self.report = replace(self.report, **facts)

    def did(self, outcome: Outcome) -> None:
        """What one run of the engine has changed, on top of the runs before it."""
        before, more = self.report.done, done_of(outcome)
        self.note(done={kind: before.get(kind, 0) + more.get(kind, 0) for kind in Kind if kind in before or kind in more})

    def stopped(self, stop: Stop) -> None:
        self.note(exit=stop.code, message=str(stop))


def done_of(outcome: Outcome) -> dict[Kind, int]:
    """What an operation has changed until it ended, or was stopped."""
    return counts_of(list(changes_of(outcome.steps)))


def left_of(plan: Plan, outcome: Outcome) -> list[Change]:
    """What of the plan an operation has not come to."""
    done = {each.urn for each in changes_of(outcome.steps)}
    return [each for each in plan.changes if each.urn not in done]
