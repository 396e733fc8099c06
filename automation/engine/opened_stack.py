"""A stack, opened through Pulumi's Automation API, and what the engine can do with it.

An operation that fails raises EngineFailed with what was done until then; what keeps it from starting at all raises Stop.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, CommandResult, LocalWorkspace, PulumiCommand, Stack, StackNotFoundError
from pulumi.automation.events import EngineEvent

from automation.engine.failures import stop_of
from automation.engine.outcome import EngineFailed, EngineInterrupted, OnEvent, Outcome, outcome_of
from automation.engine.policy_pack import PolicyPack, packs_of
from automation.exits import Exit, Stop

logger = logging.getLogger(__name__)
HIDDEN = "[secret]"
COLOUR = "never"
"""What the engine prints is data here."""


def _nothing(event: EngineEvent) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, kw_only=True)
class OpenedStack:
    """One stack of the project in `folder`."""

    name: str
    folder: Path
    stack: Stack
    command: PulumiCommand
    before: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The state when it was opened, as `state` gives it."""

    def preview(
        self, policy: PolicyPack | None = None, *, refresh: bool = False, plan: Path | None = None, on_event: OnEvent = _nothing
    ) -> Outcome:
        """What `up` would do; with `refresh`, after a look at what AWS really has. `plan` is the file to write it to."""
        packs, configs = packs_of(policy)
        return self._operate(
            "preview",
            lambda tell: self.stack.preview(
                color=COLOUR, refresh=refresh, policy_packs=packs, policy_pack_configs=configs, plan=_text(plan), on_event=tell
            ),
            on_event,
        )

    def up(
        self, policy: PolicyPack | None = None, *, refresh: bool = False, plan: Path | None = None, on_event: OnEvent = _nothing
    ) -> Outcome:
        """`plan` is a file of `preview`: what is not in it stops the engine."""
        packs, configs = packs_of(policy)
        return self._operate(
            "up",
            lambda tell: self.stack.up(
                color=COLOUR, refresh=refresh, policy_packs=packs, policy_pack_configs=configs, plan=_text(plan), on_event=tell
            ),
            on_event,
        )

    def preview_refresh(self, *, on_event: OnEvent = _nothing) -> Outcome:
        """What was changed by hand: nothing is written."""
        return self._operate("refresh", lambda tell: self.stack.preview_refresh(color=COLOUR, on_event=tell), on_event)

    def refresh(self, *, on_event: OnEvent = _nothing) -> Outcome:
        """Takes what was changed by hand into the state. What an update that was killed was making is struck out of it."""
        return self._operate("refresh", lambda tell: self.stack.refresh(color=COLOUR, clear_pending_creates=True, on_event=tell), on_event)

    def preview_destroy(self, *, keep_protected: bool, on_event: OnEvent = _nothing) -> Outcome:
        """`keep_protected`: what the state protects stays, and what that needs."""
        return self._operate(
            "destroy", lambda tell: self.stack.preview_destroy(color=COLOUR, exclude_protected=keep_protected, on_event=tell), on_event
        )

    def destroy(self, *, keep_protected: bool, on_event: OnEvent = _nothing) -> Outcome:
        return self._operate(
            "destroy", lambda tell: self.stack.destroy(color=COLOUR, exclude_protected=keep_protected, on_event=tell), on_event
        )

    def state(self) -> Mapping[str, Any]:
        """The deployment as it is kept: `resources`, `pending_operations`, ...; secrets stay encrypted. Empty before the first `up`."""
        return _deployment(self.run("stack", "export").stdout)

    def outputs(self) -> dict[str, Any]:
        """In clear text; a client environment has no secret one, and what somebody adds that is secret is not shown. Raises Stop."""
        try:
            return {name: HIDDEN if each.secret else each.value for name, each in self.stack.outputs().items()}
        except CommandError as error:
            raise stop_of(self.name, str(error)) from error

    def run(self, *words: str) -> Any:
        """Any other command on this stack. Raises Stop with the engine's words."""
        try:
            return self.command.run([*words, "--stack", self.name], str(self.folder), {})
        except CommandError as error:
            raise stop_of(self.name, str(error)) from error

    def _operate(self, operation: str, start: Callable[[OnEvent], Any], on_event: OnEvent) -> Outcome:
        events: list[EngineEvent] = []
        watching = True

        def tell(event: EngineEvent) -> None:
            """Called in a thread that would die of an exception, and with it what the engine still has to tell."""
            nonlocal watching
            events.append(event)
            try:
                if watching:
                    on_event(event)
            except Exception as error:
                watching = False
                logger.warning("Progress is not shown any more (%r); the engine goes on.", error)

        try:
            done = start(tell)
        except KeyboardInterrupt:
            raise EngineInterrupted(self.name, operation, outcome_of(events, "")) from None
        except CommandError as error:
            outcome = outcome_of(events, str(error))
            if not events:
                raise stop_of(self.name, str(error)) from error
            raise EngineFailed(self.name, operation, outcome) from error
        return outcome_of(events, str(done.stdout))


class _Workspace(LocalWorkspace):
    """Every command names its stack, so none is selected: the next bare `pulumi destroy` of the person is about the stack it was before."""

    def select_stack(self, stack_name: str) -> None:
        """Not needed."""


def read_state(name: str, exported: Callable[[], CommandResult]) -> dict[str, Any] | None:
    """What the backend keeps of the stack, as `OpenedStack.state` gives it; None where it does not know the stack. Raises Stop.

    `exported` gives the answer to `automation.engine.process.export_of`.
    """
    try:
        return _deployment(exported().stdout)
    except StackNotFoundError:
        return None
    except CommandError as error:
        raise stop_of(name, str(error)) from error


def open_stack(name: str, folder: Path, command: PulumiCommand, before: Mapping[str, Any] | None, *, create: bool = False) -> OpenedStack:
    """`before`: what `read_state` has given. `create`: a stack that the backend does not know yet is made, empty. Raises Stop."""
    if before is None:
        if not create:
            known = f"The backend knows no stack {name}: it has not been deployed yet. To deploy it: clientenv deploy {name}"
            raise Stop(Exit.USAGE, known)
        _make(name, folder, command)
    workspace = _Workspace(work_dir=str(folder), pulumi_command=command)
    return OpenedStack(name=name, folder=folder, stack=Stack.select(name, workspace), command=command, before=before or {})


def _deployment(exported: str) -> dict[str, Any]:
    return dict(json.loads(exported or "{}").get("deployment") or {})


def _make(name: str, folder: Path, command: PulumiCommand) -> None:
    try:
        command.run(["stack", "init", name, "--no-select"], str(folder), {})
    except CommandError as error:
        raise stop_of(name, str(error)) from error


def _text(path: Path | None) -> str | None:
    return str(path) if path else None
