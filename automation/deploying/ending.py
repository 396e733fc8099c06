"""What to say when an operation does not come to its end: what is done, what is left, what to type next."""

from collections.abc import Iterator
from contextlib import contextmanager

from automation.deploying.plan import Operation, Plan, counted
from automation.deploying.report import Progress, done_of, left_of
from automation.engine.failures import failure_of, reason
from automation.engine.outcome import EngineFailed, EngineInterrupted, Outcome
from automation.exits import Exit, Stop

LEFT = 5
"""Names of what is left in a message."""


@contextmanager
def ended(progress: Progress, plan: Plan | None = None) -> Iterator[None]:
    """Turns the engine's failure into Stop. `plan` is what was being carried out; without one it was only looked at."""
    stack, operation = progress.report.stack, progress.report.operation
    try:
        yield
    except EngineInterrupted as stopped:
        _note(progress, stopped.outcome, plan)
        raise Stop(_code(stopped.outcome, plan, Exit.FAULT), f"Interrupted. {_so_far(stack, operation, stopped.outcome, plan)}") from None
    except EngineFailed as failed:
        _note(progress, failed.outcome, plan)
        raise _failed(stack, operation, failed.outcome, plan) from None


def _note(progress: Progress, outcome: Outcome, plan: Plan | None) -> None:
    """Looking at it does nothing, whatever steps the engine tells."""
    if plan is not None:
        progress.did(outcome)


def _failed(stack: str, operation: Operation, outcome: Outcome, plan: Plan | None) -> Stop:
    broken = [each for each in outcome.violations if each.mandatory]
    if broken:
        rules = "\n".join(f"  {each.rule}: {each.message}" for each in broken)
        return Stop(_code(outcome, plan, Exit.REFUSED), f"{stack} breaks the policy:\n{rules}\n{_so_far(stack, operation, outcome, plan)}")
    known = failure_of("\n".join((*outcome.errors, outcome.text)))
    errors = "\n".join(f"  {each}" for each in outcome.errors) or f"  {reason(outcome.text)}"
    remedy = f"\n{known.remedy(stack)}" if known else ""
    code = _code(outcome, plan, known.code if known else Exit.FAULT)
    return Stop(code, f"{stack}: {operation} failed:\n{errors}{remedy}\n{_so_far(stack, operation, outcome, plan)}")


def _code(outcome: Outcome, plan: Plan | None, otherwise: Exit) -> Exit:
    return Exit.PARTLY_DONE if plan is not None and (done_of(outcome) or outcome.unfinished) else otherwise


def _so_far(stack: str, operation: Operation, outcome: Outcome, plan: Plan | None) -> str:
    if plan is None or not (done_of(outcome) or outcome.unfinished):
        return "Nothing was changed."
    left = [each.name for each in left_of(plan, outcome)]
    half = f" May be half made: {_names([each.name for each in outcome.unfinished])}." if outcome.unfinished else ""
    return (
        f"Done: {counted(done_of(outcome))}; that stands.{half} Left: {len(left)} of {len(plan.changes)} ({_names(left)}).\n"
        f"To go on: clientenv {operation} {stack}"
    )


def _names(names: list[str]) -> str:
    return ", ".join(names[:LEFT]) + (f", {len(names) - LEFT} more" if len(names) > LEFT else "") or "nothing that changes"
