"""The daily run: usage is copied, and each client gets the statement of its month so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from billing.domain.month import Month
from billing.ledger.register import RegisteredStack
from billing.runs.drafting import ClientMonth, NotRated, rate_month
from billing.runs.files import statement_files
from billing.runs.finalising import earliest
from billing.runs.month_facts import copy_usage
from billing.runs.monthly import Shelf
from billing.runs.reporting import statement
from billing.runs.run import Run

Push = Callable[[RegisteredStack, Mapping[str, bytes]], None]
"""Puts files into an environment's own bucket; raises where that is refused."""


@dataclass(frozen=True, kw_only=True)
class DailyOutcome:
    """What the run has done."""

    copied: tuple[str, ...]
    """Months whose usage was copied."""
    statements: tuple[str, ...]
    """Clients that got one."""
    not_rated: tuple[NotRated, ...]
    not_pushed: tuple[tuple[str, str], ...]
    """Stacks whose own bucket did not take it, and why; the report bucket has it all the same."""


def run_day(run: Run, shelf: Shelf, push: Push) -> DailyOutcome:
    """Until a month may become final, the one before is copied too: late videos of its last hour are billed in it."""
    month = Month.of(run.at)
    months = [month.previous, month] if run.today <= earliest(month.previous) else [month]
    for each in months[:-1]:
        copy_usage(run, each)
    now = rate_month(run, month)
    not_pushed: list[tuple[str, str]] = []
    for client in now.clients:
        files = statement_files(statement(run, now, client))
        shelf.put(files)
        not_pushed += _pushed(client, files, push)
    return DailyOutcome(
        copied=tuple(map(str, months)),
        statements=tuple(each.client for each in now.clients),
        not_rated=now.not_rated,
        not_pushed=tuple(not_pushed),
    )


def _pushed(client: ClientMonth, files: Mapping[str, bytes], push: Push) -> list[tuple[str, str]]:
    """One environment that refuses keeps no other from its statement."""
    refused = []
    for stack in client.stacks:
        if stack.left is None:
            try:
                push(stack, files)
            except Exception as error:
                refused.append((stack.stack, str(error)))
    return refused
