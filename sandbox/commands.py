"""The commands of `python -m sandbox`, and how their faults are told."""

import argparse
from pathlib import Path

from rich.console import Console

from sandbox.demo.billing import BillingFailed
from sandbox.demo.journey import run_demo
from sandbox.demo.picture import save_picture
from sandbox.demo.retention import NotCleanedUp
from sandbox.demo.stacks import StackFailed
from sandbox.demo.stacks import deploy as embedded_deploy
from sandbox.demo.video import NotMetered
from sandbox.engine.command import NoPulumi
from sandbox.engine.demo_stacks import deploy as engine_deploy
from sandbox.serve import serve
from sandbox.server_process import SandboxDidNotStart, SandboxEnded
from sandbox.storage_faults import is_storage_fault, storage_fault

FAULTS = (SandboxDidNotStart, SandboxEnded, StackFailed, NotMetered, NotCleanedUp, BillingFailed)
LAST_PORT = 65535
HOME = Path(".sandbox")
"""Where a sandbox keeps its files: below the folder in which the command is typed."""


def main() -> int:
    options = _arguments()
    picture: Path | None = getattr(options, "record", None)
    console = Console(highlight=False, record=picture is not None, width=80 if picture else None)
    try:
        if options.command == "demo":
            run_demo(
                HOME / "demo", console, engine_deploy if options.engine == "pulumi" else embedded_deploy, new_account=options.new_account
            )
            if picture:
                save_picture(console, picture)
        else:
            serve(HOME / "serve", options.port, deploy=not options.empty, console=console)
    except FAULTS as error:
        _tell(console, str(error))
        return 1
    except OSError as error:
        if not is_storage_fault(error):
            raise
        _tell(console, storage_fault(error, HOME))
        return 1
    except NoPulumi as error:
        _tell(console, str(error))
        return 4
    return 0


def _tell(console: Console, fault: str) -> None:
    """As it stands: brackets in AWS's words are no markup."""
    console.print(fault, style="red", markup=False, soft_wrap=True)


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port. Give a number from 0, which takes any free one, to {LAST_PORT}.")
    return int(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A sandbox AWS on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="deploy three clients, analyse and meter a video")
    demo.add_argument("--engine", choices=("embedded", "pulumi"), default="embedded")
    demo.add_argument("--new-account", action="store_true", help="the client's account is brand-new; ends with what waits there")
    demo.add_argument("--record", type=Path, metavar="FILE", help="also write what is shown as an SVG picture, 80 columns wide")
    server = commands.add_parser("serve", help="keep a sandbox running")
    server.add_argument("--port", type=_port, default=4599, help="0 takes any free one")
    server.add_argument("--empty", action="store_true", help="without the three stacks of the demo")
    return parser.parse_args()
