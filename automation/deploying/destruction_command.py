"""`clientenv destroy`, put together: the guard, the person who has to type the stack's name, AWS."""

import sys
from functools import partial

import typer
from rich.console import Console

from automation.aws.destruction import AwsSurroundings
from automation.deploying.command import carry_out
from automation.deploying.destruction import DestroyWishes, destroy
from automation.deploying.plan import Operation, Plan
from automation.deploying.terminal import Terminal
from automation.exits import Exit, Stop


class Destroyer(Terminal):
    """Types the stack's name, whether data is lost or not: what is destroyed serves somebody."""

    def __init__(self, *, confirmed: str | None = None, console: Console | None = None) -> None:
        super().__init__(confirmed=confirmed, console=console)
        self._named = confirmed

    def agree(self, plan: Plan) -> None:
        """`--yes` is not enough here: a script that says it out of habit would take a client's environment down."""
        lost = "".join(f"\n  {each.type} {each.name}" for each in plan.losing)
        what = f"{plan.stack} is to be destroyed{', with its data, for good:' + lost if lost else '; its data stays.'}"
        typed = self._named
        if typed is None and sys.stdin.isatty():
            self.tell(f"\n{what}", "bold red")
            typed = typer.prompt(f"Type the stack's name ({plan.stack}) to go on", default="", show_default=False, err=True)
        if typed != plan.stack:
            raise Stop(Exit.REFUSED, f"{what}\nNothing was changed. To agree, type the stack's name, or add --confirm {plan.stack}")


def destroy_command(name: str, wishes: DestroyWishes, around: AwsSurroundings, *, confirmed: str | None, as_json: bool) -> None:
    person = Destroyer(confirmed=confirmed)
    operation = Operation.PREVIEW if wishes.dry_run else Operation.DESTROY  # what changes nothing leaves no audit record
    carry_out(name, operation, partial(destroy, wishes=wishes, person=person, around=around), as_json=as_json, again=wishes.again(name))
