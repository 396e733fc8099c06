"""Creates a stack, or destroys all of it."""

import time
from graphlib import TopologicalSorter
from pathlib import Path

from sandbox.embedded.monitor import PROVIDER_PREFIX, SandboxMonitor
from sandbox.embedded.program import run_program
from sandbox.embedded.progress import Progress
from sandbox.embedded.state import Resource, StackState
from sandbox.handlers import lifecycle
from sandbox.handlers.account import ProviderAccount, WrongAccount
from sandbox.handlers.handler import HANDLERS, load_all
from sandbox.stack_files import StackConfig


class DeploymentFailed(Exception):
    """Some resources could not be created or deleted; one line each."""


class Protected(Exception):
    """The stack holds data that must not be deleted by accident."""


class AlreadyDeployed(Exception):
    """The embedded deployer does not update."""


def create_stack(folder: Path, stack: str, config: StackConfig, states: Path, endpoint: str, progress: Progress) -> StackState:
    """Runs the program of the folder and creates what it registers; the state is saved whatever happens.

    Raises AlreadyDeployed, and DeploymentFailed with every resource that failed.
    """
    state = StackState.load(states, config.project, stack)
    if state.resources:
        raise AlreadyDeployed(
            f"{stack} is deployed already. The embedded deployer only creates and destroys whole stacks: "
            f"destroy {stack} first, or use the pulumi command, which also updates."
        )
    load_all()
    monitor = SandboxMonitor(state, states, endpoint, progress)
    try:
        run_program(folder, monitor, stack, config)
    except Exception as error:
        if not monitor.failures:
            raise
        raise DeploymentFailed(_told(monitor.failures)) from error
    finally:
        state.save(states)
    return state


def destroy_stack(stack: str, project: str, states: Path, endpoint: str, progress: Progress) -> StackState:
    """Deletes everything of the stack, dependents first. What fails stays in the state.

    Raises Protected before anything is deleted, and DeploymentFailed with every resource that could not be deleted.
    """
    load_all()
    state = StackState.load(states, project, stack)
    _refuse_protected(state)
    accounts = {row.id: ProviderAccount(row.inputs, endpoint) for row in state.resources.values() if row.type.startswith(PROVIDER_PREFIX)}
    accounts[""] = ProviderAccount({}, endpoint)
    failures: list[tuple[str, Exception]] = []
    kept: set[str] = set()
    for row in _dependents_first(state):
        started = time.monotonic()
        try:
            if row.urn not in kept and row.type in HANDLERS:
                lifecycle.delete(HANDLERS[row.type], accounts[row.provider.rsplit("::", 1)[-1]], row.id, row.outputs)
        except Exception as error:
            failures.append((row.urn, error))
            kept.add(row.urn)
        if row.urn in kept:
            kept.update([*row.dependencies, row.parent, row.provider.rsplit("::", 1)[0]])
            continue
        del state.resources[row.urn]
        progress.deleted(row, time.monotonic() - started)
    state.outputs = {} if not state.resources else state.outputs
    state.save(states)
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


def _told(failures: list[tuple[str, Exception]]) -> str:
    """One line a resource: its name, type and the words of AWS; a wrong account is told once, not once a resource."""
    wrong_account = [str(error) for _, error in failures if isinstance(error, WrongAccount)]
    if wrong_account:
        return wrong_account[0]
    return "\n".join(_told_of(urn, error) for urn, error in failures)


def _told_of(urn: str, error: Exception) -> str:
    type_ = urn.split("::")[2].split("$")[-1]
    return f"{urn.split('::')[-1]} ({type_}): {str(error).removeprefix(f'{type_}: ')}"
