"""Time passes: what is past its retention goes, and what was metered stays."""

import time
from datetime import timedelta

from rich.console import Console

from sandbox.demo.clients import DemoStack
from sandbox.demo.video import ClientAccount
from sandbox.embedded.state import StackState
from sandbox.server_process import Sandbox
from sandbox.wire import plain

LATER = timedelta(days=32)
"""The shipped stacks keep videos for thirty days; the night after that has come by then."""
GONE_WITHIN = 60
"""Seconds that the clean-up of an environment may take in the sandbox."""


class NotCleanedUp(Exception):
    """What is past its retention is still there."""


def let_retention_pass(sandbox: Sandbox, states: list[tuple[DemoStack, StackState]], console: Console) -> None:
    """Moves the sandbox's clock, and waits for the nightly clean-up of each environment. Raises NotCleanedUp."""
    console.print(f"\n[bold]{LATER.days} days pass[/]: the sandbox's clock is moved, and every environment's nightly clean-up runs")
    before = {stack.name: (account.objects(), account.usage()) for stack, account in _accounts(sandbox, states)}
    sandbox.admin("POST", "clock", {"forward_seconds": LATER.total_seconds()})
    for stack, account in _accounts(sandbox, states):
        with console.status(f"  {stack.name}: waiting for the clean-up ..."):
            _wait_until_empty(stack, account)
        objects, usage = before[stack.name]
        seconds = sum(int(row["seconds"]["N"]) for row in usage)
        if account.usage() != usage:
            raise NotCleanedUp(f"{stack.name}: the clean-up has touched what was metered.")
        console.print(f"  {stack.name}: upload and result are gone ({sum(objects) / 1024:.0f} KB); {seconds} metered seconds stay")


def _accounts(sandbox: Sandbox, states: list[tuple[DemoStack, StackState]]) -> list[tuple[DemoStack, ClientAccount]]:
    """Logged in anew: nobody's session lasts for a month."""
    return [(stack, ClientAccount(sandbox, stack, plain(state.outputs))) for stack, state in states]


def _wait_until_empty(stack: DemoStack, account: ClientAccount) -> None:
    end = time.monotonic() + GONE_WITHIN
    while left := account.objects():
        if time.monotonic() > end:
            raise NotCleanedUp(f"{stack.name}: {len(left)} objects past their retention are still there after {GONE_WITHIN} seconds.")
        time.sleep(0.2)
