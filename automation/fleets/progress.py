"""How far a fleet is, and what may start next. The rules alone: processes, threads and signals are elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from automation.exits import Exit
from automation.fleets.fleet_plan import FleetPlan
from automation.fleets.fleet_stacks import FleetStack
from automation.fleets.stack_result import StackResult, State


@dataclass(kw_only=True)
class Progress:
    """Of one plan."""

    plan: FleetPlan
    results: dict[str, StackResult] = field(default_factory=dict)
    """Of the stacks that have ended."""
    running: set[str] = field(default_factory=set)
    stopped: str = ""
    """Why nothing more is started; empty while it goes on."""
    interrupted: bool = False

    @classmethod
    def begun(cls, plan: FleetPlan, earlier: Mapping[str, StackResult]) -> "Progress":
        """Unlawful stacks have failed already, and what an earlier run did stays done."""
        progress = cls(plan=plan)
        for stack in plan.stacks:
            if stack.name in earlier:
                progress.ended(earlier[stack.name].from_earlier_run())
            elif stack.problem:
                progress.ended(unlawful(stack.name, stack.account_id, stack.problem))
        return progress

    def startable(self) -> list[str]:
        """Stacks that may start now, in order; as many as there is room for."""
        if self.stopped:
            return []
        waiting = [name for name in self.plan.names if name not in self.results and name not in self.running]
        canary = self.plan.canary
        if canary is not None and canary not in self.results:
            waiting = [name for name in waiting if name == canary]
        return waiting[: self.plan.parallel - len(self.running)]

    def started(self, name: str) -> None:
        self.running.add(name)

    def ended(self, result: StackResult) -> None:
        """Takes a result in, and decides whether the others go on."""
        stack = next(each for each in self.plan.stacks if each.name == result.stack)
        self.running.discard(result.stack)
        self.results[result.stack] = replace(result, file_sha256=stack.file_sha256, account_id=result.account_id or stack.account_id)
        self.stopped = self.stopped or self._reason(result)

    def interrupt(self) -> None:
        self.interrupted = True
        self.stopped = self.stopped or "Interrupted."

    def report(self) -> list[StackResult]:
        """A row for every stack of the plan, in its order."""
        return [self.results.get(each.name) or self._left(each) for each in self.plan.stacks]

    def _left(self, stack: FleetStack) -> StackResult:
        state, message = State.NOT_STARTED, self.stopped or "Not started yet."
        if stack.name in self.running:
            state, message = State.INTERRUPTED, "Under way when this report was written."
        return StackResult(stack=stack.name, state=state, account_id=stack.account_id, message=message)

    def _reason(self, result: StackResult) -> str:
        if result.state is State.DONE:
            return ""
        if result.stack == self.plan.canary:
            return f"The canary {result.stack} was not done ({result.state}), so no other stack was started."
        failures, limit = sum(self._failures()), self.plan.max_failures
        if limit is not None and failures >= limit:
            return f"{failures} not done, and --max-failures is {limit}: no further stack was started."
        return ""

    def _failures(self) -> Iterator[bool]:
        return (each.state is not State.DONE for each in self.results.values())


def unlawful(stack: str, account_id: str, problem: str) -> StackResult:
    """The failure of a stack whose file cannot be used."""
    return StackResult(
        stack=stack,
        state=State.FAILED,
        exit=Exit.USAGE,
        account_id=account_id,
        message=problem,
        remedy=f"Correct Pulumi.{stack}.yaml, then run this again with --resume.",
    )


def exit_of(results: list[StackResult]) -> Exit:
    """0 all done (also of none), 5 some of it, 3 where every stack refused, else 1. A stack that was cut off may be half done."""
    states = {each.state for each in results}
    if states <= {State.DONE}:
        return Exit.DONE
    if states & {State.DONE, State.INTERRUPTED}:
        return Exit.PARTLY_DONE
    return Exit.REFUSED if State.REFUSED in states and State.FAILED not in states else Exit.FAULT
