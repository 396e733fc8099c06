"""Takes a stack down: what goes as a plan, what was metered first, data only when told, and at the end a look at what is left behind."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from automation.audit import Audit
from automation.deploying.destruction_plan import DestructionPlan, data_rows, destruction_plan
from automation.deploying.ending import ended
from automation.deploying.guarded_stack import GuardedStack
from automation.deploying.plan import Operation
from automation.deploying.report import Progress, Report
from automation.deploying.residue import Residue, Thing, things_in, told
from automation.deploying.terminal import Person
from automation.deploying.usage_copied import UsageFound, UsageGate
from automation.engine.outcome import Outcome
from automation.exits import Exit, Stop
from model.data_stores import BUCKETS, TABLE

Look = Callable[[Iterable[Thing], Iterable[Thing]], Residue]
"""What is left, from what the state had and what it still has."""


class Surroundings(Protocol):
    """AWS, as far as a destruction needs it besides the engine."""

    def gate(self, stack: GuardedStack, plan: DestructionPlan) -> UsageGate:
        """For the usage table of the plan."""

    def empty_bucket(self, stack: GuardedStack, name: str, region: str, tell: Callable[[str], None]) -> None: ...

    def allow_deletion(self, stack: GuardedStack, table: str, region: str) -> None: ...

    def sweep(self, stack: GuardedStack) -> Look:
        """Reads beforehand what the look will need besides AWS. Raises Stop."""


@dataclass(frozen=True, kw_only=True)
class DestroyWishes:
    """What whoever typed the command wants."""

    with_data: bool = False
    """Data goes too, protected or not."""
    dry_run: bool = False
    """Only the plan."""

    def again(self, stack: str) -> str:
        """What goes on where this stopped."""
        return f"clientenv destroy {stack}" + (" --with-data" if self.with_data else "")


@dataclass(frozen=True, kw_only=True)
class DestructionReport(Report):
    """How a destruction ended."""

    stays: Mapping[str, Any] = field(default_factory=dict)
    usage: UsageFound | None = None
    """None where nobody has looked yet, or where the look itself ended it."""
    residue: Residue | None = None
    """None where nothing was destroyed."""

    def as_record(self) -> dict[str, Any]:
        found = self.residue.as_record() if self.residue else None
        usage = self.usage.as_record() if self.usage else None
        return {**super().as_record(), **self.stays, "usage": usage, "residue": found}


def destroy(stack: GuardedStack, audit: Audit, progress: Progress, wishes: DestroyWishes, person: Person, around: Surroundings) -> None:
    """Run again after a failure or Ctrl-C it goes on: each step looks at what is there. Raises Stop with what is done and left."""
    plan = _plan(stack, stack.state, wishes)
    progress.report = _report(stack, plan)
    look = around.sweep(stack)
    gate = around.gate(stack, plan) if plan.usage_table else None
    usage = gate.check(dry_run=wishes.dry_run) if gate else UsageFound()
    progress.note(usage=usage)
    audit.note(plan=plan.plan.sha256, counts={str(kind): number for kind, number in plan.plan.counts.items()}, with_data=wishes.with_data)
    audit.note(usage=usage.as_record(), steps=["usage"])
    _show(stack, plan, usage, person)
    if wishes.dry_run:
        return
    if plan.first or plan.second:
        person.agree(plan.plan)
    progress.note(carried_out=True)
    with _interrupted(stack, wishes):
        _take_down(stack, progress, plan, wishes, person)
        audit.note(steps=["usage", "all but data"])
        if plan.second:
            usage = gate.settle(datetime.now(UTC), usage) if gate else usage
            progress.note(usage=usage)
            audit.note(usage=usage.as_record())
            _take_the_rest(stack, progress, plan, wishes, person, around)
            audit.note(steps=["usage", "all but data", "the rest"])
        residue = _residue(stack, person, look)
    progress.note(residue=residue)
    audit.note(residue=residue.as_record())
    if not residue.is_proved:
        progress.note(exit=Exit.PARTLY_DONE, message=_not_proved(stack, residue, wishes))
        person.tell(f"\n{progress.report.message}", "bold red")


def _report(stack: GuardedStack, plan: DestructionPlan) -> DestructionReport:
    """Nothing is done yet."""
    return DestructionReport(
        stack=stack.name,
        operation=Operation.DESTROY,
        account_id=stack.account.account_id,
        plan=plan.plan,
        stays=plan.as_record(),
    )


def _plan(stack: GuardedStack, state: Mapping[str, Any], wishes: DestroyWishes) -> DestructionPlan:
    settings = stack.settings
    account = settings.account.account_id
    return destruction_plan(stack.name, account, state, protect_data=settings.protect_data, with_data=wishes.with_data)


def _show(stack: GuardedStack, plan: DestructionPlan, usage: UsageFound, person: Person) -> None:
    person.show(plan.plan)
    kept = [row for row in data_rows(stack.state) if row["urn"] in plan.stays]
    for row in kept:
        person.tell(f"  stays: {row['type']} {row.get('id', '')}, which goes on costing money")
    if kept:
        person.tell(f"  To erase that too: clientenv destroy {stack.name} --with-data")
    if usage.missing:
        rows = sum(len(each.missing) + len(each.differing) for each in usage.missing)
        person.tell(f"Usage of {rows} videos is lost: {usage.reason or ''}", "bold red")
    elif usage.rows:
        person.tell(f"Usage: billing has all {usage.rows} rows.")


def _take_down(stack: GuardedStack, progress: Progress, plan: DestructionPlan, wishes: DestroyWishes, person: Person) -> None:
    """All that meters, and whatever else nothing protected needs."""
    if plan.to_protect:
        stack.engine.run("state", "protect", *plan.to_protect, "--yes")
    if not plan.first:
        return
    with ended(progress):
        _check(stack.engine.preview_destroy(keep_protected=True), plan)
    with person.watching("Destroying", len(plan.first)) as on_event, _failing(progress, wishes, plan):
        progress.did(stack.engine.destroy(keep_protected=True, on_event=on_event))


def _check(foreseen: Outcome, plan: DestructionPlan) -> None:
    """The engine and the plan must agree on what goes, before anything does."""
    beyond = sorted(step.urn for step in foreseen.steps if step.operation == "delete" and step.urn not in plan.first)
    if beyond:
        names = ", ".join(urn.rsplit("::", 1)[-1] for urn in beyond)
        raise Stop(Exit.FAULT, f"The engine would delete what is to stay: {names}. Nothing was deleted. Please report this.")


def _take_the_rest(
    stack: GuardedStack, progress: Progress, plan: DestructionPlan, wishes: DestroyWishes, person: Person, around: Surroundings
) -> None:
    """What told what was metered, and with `--with-data` the data itself."""
    if wishes.with_data:
        for row in data_rows(stack.state):
            _let_go(stack, row, person, around)
    with person.watching("Destroying the rest", len(plan.second)) as on_event, _failing(progress, wishes, plan, begun=True):
        if plan.to_unprotect:
            stack.engine.run("state", "unprotect", *plan.to_unprotect, "--yes")
        progress.did(stack.engine.destroy(keep_protected=not wishes.with_data, on_event=on_event))


def _let_go(stack: GuardedStack, row: Mapping[str, Any], person: Person, around: Surroundings) -> None:
    region = str((row.get("outputs") or {}).get("region") or stack.settings.account.home_region)
    if row["type"] in BUCKETS:
        around.empty_bucket(stack, str(row["id"]), region, lambda text: person.tell(text, "dim"))
    elif row["type"] == TABLE:
        around.allow_deletion(stack, str(row["id"]), region)


def _residue(stack: GuardedStack, person: Person, look: Look) -> Residue:
    home = stack.settings.account.home_region
    before, after = things_in(stack.state, home), things_in(stack.engine.state(), home)
    residue = look(before, after)
    person.tell(f"\nWhat is left of {stack.name}", "bold")
    for line in told(residue):
        person.tell(f"  {line}")
    if not after and not residue.left_over:
        person.tell(f"To forget the stack: pulumi stack rm {stack.name}. In billing's settings it moves from `stacks` to `left`.")
    return residue


def _not_proved(stack: GuardedStack, residue: Residue, wishes: DestroyWishes) -> str:
    """Something goes on costing money, or nobody could look."""
    left = [f"  {each.remove}" for each in residue.billable] + [f"  not asked: {line}" for line in residue.not_asked]
    message = f"{stack.name} is destroyed, but not without residue:\n" + "\n".join(left)
    return f"{message}\nThen look again: {wishes.again(stack.name)}"


@contextmanager
def _failing(progress: Progress, wishes: DestroyWishes, plan: DestructionPlan, *, begun: bool = False) -> Iterator[None]:
    """As every operation ends, with what to type to go on. `begun`: another step was carried out before this one."""
    name = progress.report.stack
    try:
        with ended(progress, plan.plan):
            yield
    except Stop as stop:
        told = str(stop).replace(f"clientenv destroy {name}", wishes.again(name))
        if not begun:
            raise Stop(stop.code, told) from stop
        told = told.replace("Nothing was changed.", f"All but data and usage is gone. To go on: {wishes.again(name)}")
        raise Stop(Exit.PARTLY_DONE, told) from stop


@contextmanager
def _interrupted(stack: GuardedStack, wishes: DestroyWishes) -> Iterator[None]:
    """Ctrl-C between two steps of the engine, while buckets are emptied or AWS is asked."""
    try:
        yield
    except KeyboardInterrupt:
        raise Stop(
            Exit.PARTLY_DONE, f"Interrupted. What is gone is gone; the state knows what is left.\nTo go on: {wishes.again(stack.name)}"
        ) from None
