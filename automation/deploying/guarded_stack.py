"""A stack that may be worked on: its settings are lawful, its account is the right one, and its state belongs there too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from automation.deploying.state_accounts import check_state
from automation.engine.process import Pulumi, export_of
from automation.exits import Stop
from automation.stack_file import StackFile, project_folder, read_settings, read_stack_file
from automation.stack_secret import read_external_id
from model.settings import StackSettings

if TYPE_CHECKING:
    from automation.aws.stack_account import Entered
    from automation.engine.opened_stack import OpenedStack


class GuardRefused(Stop):
    """A stack whose settings are lawful, and that may not be worked on. It has what an audit record of that says."""

    def __init__(self, stop: Stop, file: StackFile, settings: StackSettings, by: str | None) -> None:
        super().__init__(stop.code, str(stop))
        self.file, self.settings, self.by = file, settings, by


@dataclass(frozen=True, kw_only=True)
class GuardedStack:
    """What every command that works on a stack starts with."""

    file: StackFile
    settings: StackSettings
    """Without the real ExternalId: `automation.stack_file.STANDS_FOR_IT` stands there."""
    account: "Entered"
    engine: "OpenedStack"
    state: Mapping[str, Any]
    """The deployment when the command began; empty before the first `up`."""

    @property
    def name(self) -> str:
        return self.file.stack


def guarded_stack(name: str, *, create: bool = False) -> GuardedStack:
    """Raises Stop before anything is changed: no `pulumi`, unlawful settings, and GuardRefused: another account, locked or foreign state.

    `create`: a stack that the backend does not know yet is made, when all else is right.
    """
    pulumi = Pulumi()
    file = read_stack_file(name, project_folder())
    settings = read_settings(file)
    folder, by = file.path.parent, None
    try:
        with pulumi.look(export_of(name), str(folder)) as looking:
            from automation.aws.stack_account import enter  # these take as long as the engine takes to look
            from automation.engine.opened_stack import open_stack, read_state

            account = enter(name, settings, lambda: read_external_id(file))
            by = account.by
            before = read_state(name, looking.answer)
        engine = open_stack(name, folder, pulumi.for_automation(), before, create=create)
        check_state(name, settings.account.account_id, engine.before)
    except Stop as stop:
        raise GuardRefused(stop, file, settings, stop.by or by) from stop
    return GuardedStack(file=file, settings=settings, account=account, engine=engine, state=engine.before)
