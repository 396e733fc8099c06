"""Creates a stack, or destroys all of it."""

import time
from collections.abc import Sequence
from graphlib import TopologicalSorter
from pathlib import Path

from sandbox.embedded.monitor import PROVIDER_PREFIX, Failure, SandboxMonitor
from sandbox.embedded.program import run_program
from sandbox.embedded.progress import Progress
from sandbox.embedded.state import Resource, StackState
from sandbox.handlers import lifecycle
from sandbox.handlers.account import ProviderAccount
from sandbox.handlers.handler import HANDLERS, load_all
from sandbox.handlers.refusals import concerns_all, refusal
from sandbox.stack_files import StackConfig
from sandbox.storage_faults import is_storage_fault, storage_fault


class DeploymentFailed(Exception):
    """Some resources could not be created or deleted; one line each."""


class Protected(Exception):
    """The stack holds data that must not be deleted by accident."""


class AlreadyDeployed(Exception):
    """The embedded deployer does not update."""


class NotSaved(Exception):
    """The state could not be written; the message names what exists without standing in it."""


NAMED = 5
"""Resources that a line names; of more it gives the number."""


def create_stack(folder: Path, stack: str, config: StackConfig, states: Path, endpoint: str, progress: Progress) -> StackState:
    """Runs the program of the folder and creates what it registers; the state is saved whatever happens.

    After a deployment that failed it goes on: what is there stays, what is missing is made.
    Raises AlreadyDeployed, DeploymentFailed with every resource that failed, and NotSaved.
    """
    state = StackState.load(states, config.project, stack)
    if state.resources and state.complete:
        raise AlreadyDeployed(
            f"{stack} is deployed already. The embedded deployer only creates and destroys whole stacks: "
            f"destroy {stack} first, or use the pulumi command, which also updates."
        )
    load_all()
    state.complete = False
    _save(state, states, ())  # before anything is made: where this fails, nothing is left behind
    before = set(state.resources)
    monitor = SandboxMonitor(state, states, endpoint, progress)
    try:
        run_program(folder, monitor, stack, config)
        state.complete = True
    except Exception as error:
        if not monitor.failures:
            raise
        raise DeploymentFailed(_told(monitor.failures)) from error
    finally:
        _save(state, states, [row.name for urn, row in state.resources.items() if urn not in before and row.id])
    return state


def _save(state: StackState, states: Path, unsaved: Sequence[str]) -> None:
    """Raises NotSaved, which names what is `unsaved` then."""
    try:
        state.save(states)
    except OSError as error:
        if not is_storage_fault(error):
            raise
        more = f" and {len(unsaved) - NAMED} more" if len(unsaved) > NAMED else ""
        left = f" {', '.join(unsaved[:NAMED])}{more} of {state.stack} exist and stand in no state: delete them by hand." if unsaved else ""
        raise NotSaved(storage_fault(error, states) + left) from error


def destroy_stack(stack: str, project: str, states: Path, endpoint: str, progress: Progress) -> StackState:
    """Deletes everything of the stack, dependents first. What fails stays in the state.

    Raises Protected before anything is deleted, and DeploymentFailed with every resource that could not be deleted.
    """
    load_all()
    state = StackState.load(states, project, stack)
    _refuse_protected(state)
    accounts = {row.id: ProviderAccount(row.inputs, endpoint) for row in state.resources.values() if row.type.startswith(PROVIDER_PREFIX)}
    accounts[""] = ProviderAccount({}, endpoint)
    failures: list[Failure] = []
    kept: set[str] = set()
    for row in _dependents_first(state):
        started = time.monotonic()
        try:
            if row.urn not in kept and row.type in HANDLERS:
                lifecycle.delete(HANDLERS[row.type], accounts[row.provider.rsplit("::", 1)[-1]], row.id, row.outputs)
        except Exception as error:
            failures.append(Failure(name=row.name, type=row.type, error=error))
            kept.add(row.urn)
        if row.urn in kept:
            kept.update([*row.dependencies, row.parent, row.provider.rsplit("::", 1)[0]])
            continue
        del state.resources[row.urn]
        progress.deleted(row, time.monotonic() - started)
    state.outputs = {} if not state.resources else state.outputs
    _save(state, states, ())
    if failures:
        raise DeploymentFailed(_told(failures))
    return state


def _refuse_protected(state: StackState) -> None:
    protected = sorted(row.name for row in state.resources.values() if row.protect)
    if protected:
        raise Protected(
            f"{state.stack} is protected: {', '.join(protected)}. Nothing was deleted. The real engine takes the protection off with "
            f"`pulumi config set clientenv:protectData false -s {state.stack}` and `pulumi up`; a sandbox forgets everything when it ends."
        )


def _dependents_first(state: StackState) -> list[Resource]:
    needs = {urn: {*row.dependencies, row.parent, row.provider.rsplit("::", 1)[0]} for urn, row in state.resources.items()}
    order = reversed(list(TopologicalSorter(needs).static_order()))
    return [state.resources[urn] for urn in order if urn in state.resources]


def _told(failures: Sequence[Failure]) -> str:
    """One line a resource: its name, its type, the words of AWS and what helps. A reason that concerns all of them is told once."""
    for failure in failures:
        if concerns_all(failure.error):
            return refusal(failure.name, failure.error)
    return "\n".join(_told_of(failure) for failure in failures)


def _told_of(failure: Failure) -> str:
    reason = refusal(failure.type, failure.error).removeprefix(f"{failure.type}: ")
    return f"{failure.name} ({failure.type}): {reason}"
