"""Where the state is kept: reachable, logged in, the stack known to it, not locked, and nothing half-done in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from automation.checks import Check, Subject, Weight
from automation.doctoring.answer import Answer

OF_BACKEND = Subject(id="backend", title="Backend")
OF_STACK = Subject(id="stack", title="Stack")
OF_LOCK = Subject(id="lock", title="Lock")
OF_PENDING = Subject(id="pending", title="Pending operations")
SHOWN = 3
"""Names that are told of many."""


@dataclass(frozen=True, kw_only=True)
class Backend:
    """What `pulumi whoami` says."""

    url: str
    user: str


@dataclass(frozen=True, kw_only=True)
class Lock:
    """Somebody's mark on a stack that it is theirs for now."""

    by: str
    """User, machine and process as the engine wrote them, or whatever the backend says."""
    since: str = ""
    """When, as it was written; empty where the backend does not say."""

    @property
    def told(self) -> str:
        return f"by {self.by}" + (f", since {self.since}" if self.since else "")


def check_backend(found: Answer[Backend]) -> Check:
    if found.value is None:
        return OF_BACKEND.failed(found.refused, "Log in to where the states are: pulumi login s3://BUCKET (or file://, or Pulumi Cloud).")
    return OF_BACKEND.passed(f"{found.value.url}, as {found.value.user}")


def check_stack(stack: str, found: Answer[Mapping[str, Any]], resources: int) -> Check:
    """The state; empty where the backend does not know the stack."""
    if found.value is None:
        return OF_STACK.failed(found.refused, f"See what the engine says: pulumi stack export -s {stack}")
    if not found.value:
        return OF_STACK.passed(f"not known to the backend yet: clientenv deploy {stack} makes it")
    several = "s" if resources > 1 else ""
    return OF_STACK.passed(f"known, {resources} resource{several}" if resources else "known, nothing is deployed yet")


def check_lock(stack: str, found: Answer[tuple[Lock, ...]]) -> Check:
    """Seen without taking it. Between this look and a deployment somebody else may."""
    if found.value is None:
        return OF_LOCK.not_tested(found.refused)
    if not found.value:
        return OF_LOCK.passed("none")
    return OF_LOCK.failed(
        "locked " + _some([each.told for each in found.value], between="; "),
        f"Wait until that update has ended. If nobody runs one, it was killed; take the lock off: pulumi cancel -s {stack}",
    )


def check_pending(stack: str, pending: tuple[str, ...]) -> Check:
    """The engine would go on all the same, and might make a second one of what it was making."""
    if not pending:
        return OF_PENDING.passed("none")
    return OF_PENDING.failed(
        f"an update was killed while {_some(list(pending))}",
        f"AWS may have it or not, and the state does not know it. Look for it in AWS. What is there: "
        f"pulumi refresh -s {stack} asks for its id and imports it; or delete it. The rest is struck out: clientenv refresh {stack}",
    )


def check_account(stack: str, refused: str) -> Check:
    """The state has resources of another account than the settings name: `refused` names both."""
    return Subject(id="state-account", title="Account of the state", weight=Weight.BLOCKS).failed(
        f"{stack} is deployed in another account", refused
    )


def _some(names: list[str], between: str = ", ") -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return between.join(names[:SHOWN]) + more
