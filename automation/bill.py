"""`clientenv bill`: drafts, final invoices, corrections, and what a month would be under other terms.

What works on billing is imported when it is needed: the other commands start without it.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from automation.stack_names import BILLING_STACK

app = typer.Typer(help="Drafts, invoices, corrections.", no_args_is_help=True)
Stack = Annotated[str, typer.Option("--stack", help="Billing's own stack.")]
MonthText = Annotated[str, typer.Argument(metavar="MONTH", help="YYYY-MM, or `last`.")]
Clients = Annotated[list[str] | None, typer.Option("--client", help="Slug of a client; may be repeated. Default: all.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Early = Annotated[str | None, typer.Option(metavar="REASON", help="Go ahead before the 8th, or while AWS estimates.")]
KeepUnknown = Annotated[bool, typer.Option("--keep-unknown", help="Book kinds of cost that nobody knows as usage, and say so.")]
Export = Annotated[
    str | None,
    typer.Option(
        "--export", metavar="PATH|athena", help="Read your own bill from AWS's export: file, folder, glob in quotes, or where it lies."
    ),
]


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"
    BEANCOUNT = "beancount"


@app.command(epilog="Example: clientenv bill draft last; clientenv bill draft 2026-10 --export athena")
def draft(
    month: MonthText, export: Export = None, stack: Stack = BILLING_STACK, keep_unknown: KeepUnknown = False, as_json: Json = False
) -> None:
    """Read costs and usage, rate every client, write drafts and reports."""
    from automation.invoicing import drafts

    drafts.draft(month, stack, export=export, keep_unknown=keep_unknown, as_json=as_json)


@app.command(epilog="Example: clientenv bill show 2026-10 --client acme")
def show(month: MonthText, clients: Clients = None, stack: Stack = BILLING_STACK, as_json: Json = False) -> None:
    """Show what the ledger has of a month: final documents, and drafts where there are none."""
    from automation.invoicing import drafts

    drafts.show(month, stack, clients, as_json=as_json)


@app.command(epilog="Example: clientenv bill finalise last")
def finalise(
    month: MonthText,
    clients: Clients = None,
    early: Early = None,
    replaces: Annotated[str | None, typer.Option(metavar="NUMBER", help="The voided invoice in whose place this one stands.")] = None,
    stack: Stack = BILLING_STACK,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Turn drafts into final invoices, with numbers, HTML and PDF. What is final never changes."""
    from automation.invoicing import final

    final.finalise(month, stack, clients, early=early, replaces=replaces, yes=yes, dry_run=dry_run, as_json=as_json)


@app.command(epilog="Example: clientenv bill reconcile 2026-10")
def reconcile(
    month: MonthText,
    export: Export = None,
    early: Early = None,
    stack: Stack = BILLING_STACK,
    keep_unknown: KeepUnknown = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Read costs again; issue notes for what has changed; close and sign the month's book."""
    from automation.invoicing import final

    final.reconcile(month, stack, export=export, early=early, keep_unknown=keep_unknown, yes=yes, dry_run=dry_run, as_json=as_json)


@app.command(epilog='Example: clientenv bill void INV-2026-000003 --reason "wrong address"')
def void(
    number: Annotated[str, typer.Argument(help="Number of the invoice.")],
    reason: Annotated[str, typer.Option(help="Why; the note says it.")],
    stack: Stack = BILLING_STACK,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take an invoice and its notes back with one note."""
    from automation.invoicing import final

    final.void(number, reason, stack, yes=yes, as_json=as_json)


@app.command(epilog="Example: clientenv bill send INV-2026-000003")
def send(
    number: Annotated[str, typer.Argument(help="Number of the document.")],
    to: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Default: the buyer's e-mail in billing's settings.")] = None,
    link: Annotated[bool, typer.Option("--link", help="A link that ends within 7 days, instead of the PDF.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Although it was mailed before.")] = False,
    stack: Stack = BILLING_STACK,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Mail a final document to its buyer. While `dryRun` is set, only show the mail."""
    from automation.invoicing import final

    final.send(number, stack, to=to, link=link, again=again, yes=yes, as_json=as_json)


@app.command(epilog="Example: clientenv bill export 2026-10 --format beancount")
def export(
    month: MonthText,
    form: Annotated[Format, typer.Option("--format", help="For spreadsheets, programs or the books.")] = Format.CSV,
    clients: Clients = None,
    stack: Stack = BILLING_STACK,
) -> None:
    """Print a month's final documents for other programs."""
    from automation.invoicing import drafts

    drafts.export(month, stack, clients, form)


@app.command("what-if", epilog="Example: clientenv bill what-if last --terms docs/examples/terms.yaml")
def what_if(
    month: MonthText,
    terms: Annotated[Path, typer.Option(help="Other terms: the `billing` object of a stack file.")],
    clients: Clients = None,
    export: Export = None,
    stack: Stack = BILLING_STACK,
    as_json: Json = False,
) -> None:
    """What each client would pay for the month under other terms. Nothing but the readings is stored."""
    from automation.invoicing import drafts

    drafts.what_if(month, stack, clients, terms=terms, export=export, as_json=as_json)
