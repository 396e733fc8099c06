"""A stack that may be worked on: its settings are lawful, its account is the right one, and its state belongs there too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.automation import PulumiCommand

from automation.aws.stack_account import Entered, enter
from automation.deploying.state_accounts import check_state
from automation.engine.command import EngineCommand
from automation.engine.opened_stack import OpenedStack, open_stack
from automation.stack_file import StackFile, project_folder, read_settings, read_stack_file
from automation.stack_secret import read_external_id
from model.settings import StackSettings


@dataclass(frozen=True, kw_only=True)
class GuardedStack:
    """What every command that works on a stack starts with."""

    file: StackFile
    settings: StackSettings
    """Without the real ExternalId: `automation.stack_file.STANDS_FOR_IT` stands there."""
    account: Entered
    engine: OpenedStack
    state: Mapping[str, Any]
    """The deployment when the command began; empty before the first `up`."""

    @property
    def name(self) -> str:
        return self.file.stack


def guarded_stack(name: str, *, create: bool = False, command: PulumiCommand | None = None) -> GuardedStack:
    """Raises Stop before anything is started: no `pulumi`, unlawful settings, another account, locked or foreign state.

    `create`: a stack that the backend does not know yet is made, when all else is right.
    """
    command = command or EngineCommand()
    file = read_stack_file(name, project_folder())
    settings = read_settings(file)
    account = enter(name, settings, lambda: read_external_id(file))
    engine = open_stack(name, file.path.parent, command, create=create)
    state = engine.state()
    check_state(name, settings.account.account_id, state)
    return GuardedStack(file=file, settings=settings, account=account, engine=engine, state=state)
