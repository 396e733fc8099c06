"""What an operation tells whoever typed it, and asks. All of it on standard error: standard output is for the result."""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

import typer
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from automation.deploying.plan import Change, Kind, Plan, counted
from automation.engine.outcome import OnEvent, step_of
from automation.exits import Exit, Stop

if TYPE_CHECKING:
    from pulumi.automation.events import EngineEvent

SIGNS = {Kind.CREATED: "[green]+[/]", Kind.CHANGED: "[yellow]~[/]", Kind.REPLACED: "[magenta]±[/]", Kind.DELETED: "[red]-[/]"}
SHOWN = 40
"""Lines of a plan; `--json` has all of it."""
SINGLY = 12
"""New resources that are told one by one."""
PROPERTIES = 3
"""Names of inputs in a line."""


class Person(Protocol):
    """Whoever typed the command, or nobody."""

    def tell(self, text: str, style: str = "") -> None:
        """The text as it is: what files, AWS and the engine say may have brackets, which are no markup. `style`: rich's, of all of it."""

    def show(self, plan: Plan) -> None: ...

    def agree(self, plan: Plan) -> None:
        """Raises Stop where the plan is not agreed to; nothing has been done then."""

    def watching(self, doing: str, expected: int = 0) -> AbstractContextManager[OnEvent]:
        """While the engine works; `expected` is the number of resources."""


class Terminal:
    """A person at a terminal, or the log of a machine."""

    def __init__(self, *, yes: bool = False, confirmed: str | None = None, console: Console | None = None) -> None:
        """`yes`: nobody is asked, except for what loses data; `confirmed`: the stack's name, typed as an option."""
        self._yes, self._confirmed = yes, confirmed
        self._console = console or Console(stderr=True, highlight=False)

    def tell(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style), soft_wrap=True)

    def show(self, plan: Plan) -> None:
        """What is worst first; many new resources are only counted."""
        head = f"\n[bold]{plan.stack}[/], account {plan.account_id}: {counted(plan.counts)}; {plan.same} stay as they are"
        told = [line(each) for kind in (Kind.DELETED, Kind.REPLACED, Kind.CHANGED) for each in plan.of(kind)]
        made = plan.of(Kind.CREATED)
        told += [line(each) for each in made] if len(made) <= SINGLY else [by_service(made)]
        for each in (head, *(f"  {each}" for each in told[:SHOWN])):
            self._console.print(each, soft_wrap=True, emoji=False)
        if len(told) > SHOWN:
            self.tell(f"  ... and {len(told) - SHOWN} more; --json shows all")

    def agree(self, plan: Plan) -> None:
        if plan.losing:
            return self._agree_to_lose(plan)
        if plan.changes and not self._yes and not self._asked(f"Carry it out in {plan.stack}?"):
            raise Stop(Exit.REFUSED, "Not carried out. Nothing was changed.")
        return None

    @contextmanager
    def watching(self, doing: str, expected: int = 0) -> Iterator[OnEvent]:
        started = time.monotonic()
        seen: set[str] = set()
        of = f" of {expected}" if expected else ""
        with self._console.status(f"{doing} ...") as status:

            def on_event(event: "EngineEvent") -> None:
                if event.res_outputs_event:
                    seen.add(event.res_outputs_event.metadata.urn)
                if event.resource_pre_event:
                    name = escape(step_of(event.resource_pre_event.metadata).name)
                    status.update(f"{doing}: {len(seen)}{of} resources, {time.monotonic() - started:.0f} s  [dim]{name}[/]")

            yield on_event
        self.tell(f"{doing}: {len(seen)} resources in {time.monotonic() - started:.1f} s", "dim")

    def _agree_to_lose(self, plan: Plan) -> None:
        """`--yes` is not enough here: a script that says it out of habit would lose data."""
        lost = "\n".join(f"  {each.kind} {each.name} ({each.type})" for each in plan.losing)
        loses = f"This loses data of {plan.stack}, for good:\n{lost}"
        if self._confirmed is None and not self._yes and sys.stdin.isatty():
            self.tell(f"\n{loses}", "bold red")
            typed = typer.prompt(f"Type the stack's name ({plan.stack}) to go on", default="", show_default=False, err=True)
        else:
            typed = self._confirmed or ""
        if typed != plan.stack:
            raise Stop(Exit.REFUSED, f"{loses}\nNothing was changed. To agree, type the stack's name, or add --confirm {plan.stack}")

    def _asked(self, question: str) -> bool:
        if not sys.stdin.isatty():
            raise Stop(Exit.REFUSED, f"{question} Nobody is here to answer. Nothing was changed. To agree beforehand, add --yes")
        return typer.confirm(question, err=True)


def line(change: Change) -> str:
    """One change, as rich text: `~ aws:sqs/queue:Queue acme-prod-uploads (tags, policy)`."""
    names = [path.split(".")[0].split("[")[0] for path in change.properties]
    distinct = list(dict.fromkeys(names))
    more = f", {len(distinct) - PROPERTIES} more" if len(distinct) > PROPERTIES else ""
    inputs = f" [dim]({escape(', '.join(distinct[:PROPERTIES]))}{more})[/]" if distinct else ""
    data = "  [bold red]loses data[/]" if change.loses_data else ""
    return f"{SIGNS[change.kind]} {change.type} {escape(change.name)}{inputs}{data}"


def by_service(created: Sequence[Change]) -> str:
    """`+ 23 iam, 17 cloudwatch, 9 s3`, the most frequent first."""
    found = Counter(each.type.split(":")[1].partition("/")[0] for each in created)
    return f"{SIGNS[Kind.CREATED]} " + ", ".join(f"{number} {service}" for service, number in found.most_common())
