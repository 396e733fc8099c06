"""The `clientenv` command. Groups register themselves here; each lives in a module of its own."""

import os
import sys
from typing import Annotated

import typer

from automation import bill, costs, deploy, destroy, doctor, estimate, fleet, new, onboard, rating, release, untagged, verifying
from automation.exits import Exit, Stop
from automation.version import tell_version

TRACEBACK = "CLIENTENV_TRACEBACK"
"""Environment variable: a fault that nobody foresaw ends with where it happened."""

app = typer.Typer(
    name="clientenv",
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
        app(prog_name="clientenv")
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(stop.code)
    except KeyboardInterrupt:
        print("Interrupted. Nothing further was done.", file=sys.stderr)
        sys.exit(Exit.FAULT)
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        print(f"clientenv broke: {type(error).__name__}: {error}\nTo see where, set {TRACEBACK}=1 and run it again.", file=sys.stderr)
        sys.exit(Exit.FAULT)


if __name__ == "__main__":
    main()
