"""`clientenv destroy`: takes a stack down, keeps its data unless told, and proves that nothing goes on costing money."""

from typing import Annotated

import typer

from automation.deploy import Confirm, DryRun, Json
from automation.stack_names import StackName

EXAMPLE = "Example: clientenv destroy acme-prod, or with its data, in a script: clientenv destroy acme-prod --with-data --confirm acme-prod"


def destroy(
    stack: StackName,
    with_data: Annotated[bool, typer.Option("--with-data", help="Erase protected data too: buckets, tables and keys.")] = False,
    copy_usage: Annotated[bool, typer.Option("--copy-usage", help="Copy to billing first what it lacks of the stack's usage.")] = False,
    usage_lost: Annotated[
        str | None, typer.Option("--usage-lost", metavar="REASON", help="Why usage that is not copied may be lost; goes on record.")
    ] = None,
    billing: Annotated[str, typer.Option("--billing", help="Name of billing's stack.")] = "payer",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="As elsewhere; here it is not enough: add --confirm STACK.")] = False,
    confirm: Confirm = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take a stack down. What is protected stays, unless --with-data; nothing goes while billing lacks usage."""
    from automation.aws.destruction import AwsSurroundings
    from automation.deploying.destruction import DestroyWishes
    from automation.deploying.destruction_command import destroy_command
    from automation.exits import Exit, Stop

    if usage_lost is not None and not usage_lost.strip():
        raise Stop(Exit.USAGE, "--usage-lost needs a reason: it goes on record. Nothing was changed.")
    around = AwsSurroundings(billing=billing, copies=copy_usage, lost=usage_lost)
    destroy_command(
        stack,
        DestroyWishes(with_data=with_data, dry_run=dry_run),
        around,
        confirmed=confirm if confirm is not None else ("" if yes else None),
        as_json=as_json,
    )
