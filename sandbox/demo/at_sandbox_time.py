"""`python -m sandbox.demo.at_sandbox_time --now=TIME bill draft last`: the `clientenv` command by the sandbox's clock."""

import sys
from datetime import datetime

import time_machine

from sandbox.safety import only_loopback


def main() -> None:
    """Travels first, then imports: nothing may have looked at the clock before."""
    now, words = sys.argv[1].removeprefix("--now="), sys.argv[2:]
    only_loopback()
    with time_machine.travel(datetime.fromisoformat(now), tick=True):
        from automation.cli import main as clientenv

        sys.argv = ["clientenv", *words]
        clientenv()


if __name__ == "__main__":
    main()
