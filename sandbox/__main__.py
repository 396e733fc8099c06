"""`python -m sandbox`: the demo, or a sandbox to explore."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from sandbox.demo.journey import run_demo
from sandbox.demo.picture import save_picture
from sandbox.demo.retention import NotCleanedUp
from sandbox.demo.stacks import StackFailed
from sandbox.demo.stacks import deploy as embedded_deploy
from sandbox.demo.video import NotMetered
from sandbox.engine.command import NoPulumi
from sandbox.engine.demo_stacks import deploy as engine_deploy
from sandbox.serve import serve
from sandbox.server_process import SandboxDidNotStart

FAULTS = (SandboxDidNotStart, StackFailed, NotMetered, NotCleanedUp)


def main() -> int:
    options = _arguments()
    picture: Path | None = getattr(options, "record", None)
    console = Console(highlight=False, record=picture is not None, width=80 if picture else None)
    try:
        if options.command == "demo":
            run_demo(Path(".sandbox/demo"), console, engine_deploy if options.engine == "pulumi" else embedded_deploy)
            if picture:
                save_picture(console, picture)
        else:
            serve(Path(".sandbox/serve"), options.port, deploy=not options.empty, console=console)
    except FAULTS as error:
        console.print(f"[red]{error}[/]", soft_wrap=True)
        return 1
    except NoPulumi as error:
        console.print(f"[red]{error}[/]", soft_wrap=True)
        return 4
    except KeyboardInterrupt:
        console.print("\nInterrupted: the sandbox and its processes have ended, nothing else was touched.")
        return 130
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="deploy three clients, analyse and meter a video")
    demo.add_argument("--engine", choices=("embedded", "pulumi"), default="embedded")
    demo.add_argument("--record", type=Path, metavar="FILE", help="also write what is shown as an SVG picture, 80 columns wide")
    server = commands.add_parser("serve", help="keep a sandbox running")
    server.add_argument("--port", type=int, default=4599)
    server.add_argument("--empty", action="store_true", help="without the three stacks of the demo")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
