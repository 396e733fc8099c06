"""The `clientenv` command; what it can do is in `automation.commands`."""

import gc
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from automation.commands import Imported
from automation.exits import TRACEBACK, Exit, Stop, unforeseen
from automation.interrupts import as_interrupts
from automation.version import tell_version


class Commands(TyperGroup):
    """An interrupt that no command has made an end of is a refusal to go on; typer would end in silence, with a code of its own."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = Imported()  # type: ignore[assignment]  # typer only reads it

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Stop(Exit.FAULT, "Interrupted. Nothing further was done.") from None


app = typer.Typer(
    name="clientenv",
    cls=Commands,
    help="Deploys client environments, warns of their costs, and bills them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def clientenv(
    version: Annotated[bool, typer.Option("--version", callback=tell_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Options that stand before every command."""


RARELY = 100_000
"""Objects between two looks for garbage. Python's own 700 have it look dozens of times while a command is imported, and find nothing."""


def main() -> None:
    """Entry point: `run` as all that a process does."""
    gc.set_threshold(RARELY)
    try:
        run()
    finally:
        gc.freeze()  # the process ends here: looking through all that it has for garbage would take a third of a second


def run() -> None:
    """One command. Every ending is one of `Exit`, every refusal one message on standard error, never a traceback."""
    try:
        with as_interrupts():
            app(prog_name="clientenv")
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(stop.code)
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        print(unforeseen(error), file=sys.stderr)
        sys.exit(Exit.FAULT)


if __name__ == "__main__":
    main()
