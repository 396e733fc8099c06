"""Deploys a stack, or takes in what was changed by hand: the plan first, then carried out, then the web page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from automation.audit import Audit
from automation.deploying.command import carry_out
from automation.deploying.ending import ended
from automation.deploying.guarded_stack import GuardedStack
from automation.deploying.plan import Operation, Plan, plan_of
from automation.deploying.report import Progress
from automation.deploying.terminal import Person, Terminal
from automation.deploying.web_page import placed_by_program
from automation.engine.policy_pack import PolicyPack
from automation.own_folder import OWN_FOLDER
from model.outputs import EnvironmentOutputs

POLICY = OWN_FOLDER / "policy"
WEB = OWN_FOLDER / "web"
LET_GO = POLICY / "let-go.json"
"""With it the rule against accidental deletion only advises."""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What whoever typed the command wants."""

    dry_run: bool = False
    """Only the plan."""
    refresh: bool = False
    """Look first at what AWS really has."""
    let_go: bool = False
    """Data may become deletable by accident: the policy pack only advises against it."""

    yes: bool = False
    """Nobody is asked, except for what loses data."""
    confirmed: str | None = None
    """The stack's name: agrees to losing data."""

    @property
    def operation(self) -> Operation:
        return Operation.PREVIEW if self.dry_run else Operation.DEPLOY

    @property
    def policy(self) -> PolicyPack:
        return PolicyPack(folder=POLICY, config=LET_GO if self.let_go else None)


def deploy_command(name: str, wishes: Wishes, as_json: bool) -> None:
    person = Terminal(yes=wishes.yes, confirmed=wishes.confirmed)
    carry_out(name, wishes.operation, partial(deploy, wishes=wishes, person=person), as_json=as_json, create=True)


def refresh_command(name: str, wishes: Wishes, as_json: bool) -> None:
    person = Terminal(yes=wishes.yes)
    carry_out(name, Operation.REFRESH, partial(refresh, wishes=wishes, person=person), as_json=as_json)


def deploy(stack: GuardedStack, audit: Audit, progress: Progress, wishes: Wishes, person: Person) -> None:
    """Run again after a failure or Ctrl-C it goes on: the engine's state knows what is done. Raises Stop with what is done and left."""
    _tell_pending(stack, person)
    with TemporaryDirectory() as scratch:  # the plan's secrets are encrypted, as those of the state
        file = Path(scratch) / "plan.json"
        plan = _preview(stack, progress, wishes, person, file)
        progress.note(plan=plan)
        audit.note(plan=plan.sha256, counts={str(kind): number for kind, number in plan.counts.items()}, steps=["preview"])
        person.show(plan)
        if wishes.dry_run:
            return
        person.agree(plan)
        _up(stack, progress, plan, wishes, person, file)
    audit.note(steps=["preview", "up"])
    outputs = stack.engine.outputs()
    progress.note(outputs=outputs)
    progress.note(web=_web_page(stack, EnvironmentOutputs.from_outputs(outputs), person))
    audit.note(steps=["preview", "up", "web page"])


def refresh(stack: GuardedStack, audit: Audit, progress: Progress, wishes: Wishes, person: Person) -> None:
    """Finds what was changed by hand; unless it is a dry run, the state takes it in, and the next `deploy` sets it right."""
    with person.watching("Looking at what AWS has", _size(stack)) as on_event, ended(progress):
        found = stack.engine.preview_refresh(on_event=on_event)
    plan = plan_of(stack.name, stack.account.account_id, Operation.REFRESH, found)
    progress.note(plan=plan)
    audit.note(plan=plan.sha256, counts={str(kind): number for kind, number in plan.counts.items()})
    person.show(plan)
    _tell_pending(stack, person)
    if wishes.dry_run or not (plan.changes or _pending(stack)):
        return
    person.agree(replace(plan, changes=[replace(each, loses_data=False) for each in plan.changes]))  # it is the state that changes
    progress.note(carried_out=True)
    with person.watching("Refreshing", _size(stack)) as on_event, ended(progress, plan):
        progress.did(stack.engine.refresh(on_event=on_event))


def _preview(stack: GuardedStack, progress: Progress, wishes: Wishes, person: Person, file: Path) -> Plan:
    with person.watching("Preview", _size(stack)) as on_event, ended(progress):
        foreseen = stack.engine.preview(wishes.policy, refresh=wishes.refresh, plan=None if wishes.dry_run else file, on_event=on_event)
    for each in foreseen.violations:
        person.tell(f"advice {each.rule}: {each.message}", "yellow")
    return plan_of(stack.name, stack.account.account_id, wishes.operation, foreseen)


def _up(stack: GuardedStack, progress: Progress, plan: Plan, wishes: Wishes, person: Person, file: Path) -> None:
    """What was agreed to, and nothing else: where the program or its settings have changed since, the engine stops."""
    progress.note(carried_out=True)
    with person.watching("Deploying", len(plan.changes) + plan.same) as on_event, ended(progress, plan):
        progress.did(stack.engine.up(wishes.policy, refresh=wishes.refresh, plan=file, on_event=on_event))


def _web_page(stack: GuardedStack, outputs: EnvironmentOutputs, person: Person) -> Mapping[str, Any] | None:
    """None where the stack has no page. What the program itself has placed in the bucket is its own."""
    if not outputs.web_bucket:
        return None
    from automation.aws.web_bucket import sync_web  # a preview needs none of it

    placed = placed_by_program(stack.engine.state(), outputs.web_bucket)
    return asdict(sync_web(stack.account.session, outputs.web_bucket, outputs.web_distribution_id, WEB, person.tell, kept=placed))


def _pending(stack: GuardedStack) -> list[str]:
    """What an update was doing when it was killed."""
    return [str(each["resource"]["urn"]).rsplit("::", 1)[-1] for each in stack.state.get("pending_operations") or []]


def _tell_pending(stack: GuardedStack, person: Person) -> None:
    if pending := _pending(stack):
        names = ", ".join(pending)
        person.tell(
            f"An update was killed while it worked on {names}; they may be there without the state knowing. Look for them in AWS; "
            f"clientenv refresh {stack.name} strikes them out.",
            "yellow",
        )


def _size(stack: GuardedStack) -> int:
    """Resources that the state has."""
    return len(stack.state.get("resources") or [])
