"""The `clientenv` command. Groups register themselves here; each lives in a module of its own."""

import gc
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from automation import bill, costs, deploy, destroy, doctor, estimate, fleet, new, onboard, rating, release, untagged, verifying
from automation.exits import TRACEBACK, Exit, Stop, unforeseen
from automation.interrupts import as_interrupts
from automation.version import tell_version


class Commands(TyperGroup):
    """An interrupt that no command has made an end of is a refusal to go on; typer would end in silence, with a code of its own."""

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


app.command("costs", epilog=costs.EXAMPLE)(costs.costs)
app.add_typer(bill.app, name="bill")
app.command("deploy", epilog=deploy.DEPLOY_EXAMPLE)(deploy.deploy)
app.command("preview", epilog=deploy.PREVIEW_EXAMPLE)(deploy.preview)
app.command("refresh", epilog=deploy.REFRESH_EXAMPLE)(deploy.refresh)
app.command("destroy", epilog=destroy.EXAMPLE)(destroy.destroy)
app.command("doctor", epilog=doctor.EXAMPLE)(doctor.doctor)
app.command("estimate", epilog=estimate.EXAMPLE)(estimate.estimate_stack)
app.add_typer(fleet.app, name="fleet")
app.command("new", epilog=new.EXAMPLE)(new.new)
app.command("release", epilog=release.EXAMPLE)(release.release_held)
app.command("untagged", epilog=untagged.EXAMPLE)(untagged.untagged)
app.command("onboard", epilog=onboard.EXAMPLE)(onboard.onboard)
app.command("verify", epilog=verifying.EXAMPLE)(verifying.verify)
app.command("rate", epilog=rating.EXAMPLE)(rating.rate)


def main() -> None:
    """Entry point: every ending is one of `Exit`, every refusal one message on standard error, never a traceback."""
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
    finally:
        gc.freeze()  # the process ends here: looking through all that it has for garbage would take a third of a second


if __name__ == "__main__":
    main()
