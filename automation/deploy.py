"""`clientenv deploy`, `preview` and `refresh`: one stack, by the engine, with a guard before and a plan as data.

What works on the engine is imported when it is needed: the other commands start without it.
"""

from typing import Annotated

import typer

from automation.stack_names import StackName

DEPLOY_EXAMPLE = "Example: clientenv deploy acme-prod, or in a script: clientenv deploy acme-prod --yes --json"
PREVIEW_EXAMPLE = "Example: clientenv preview acme-prod --refresh"
REFRESH_EXAMPLE = "Example: clientenv refresh acme-prod --dry-run"

Name = StackName
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, however it ends.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Look first at what AWS really has.")]
LetGo = Annotated[bool, typer.Option("--let-go", help="With protectData off: the rule against accidental deletion advises only.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")]
Confirm = Annotated[str | None, typer.Option("--confirm", help="The stack's name: agrees to losing data.", metavar="STACK")]


def deploy(
    stack: Name,
    yes: Yes = False,
    confirm: Confirm = None,
    refresh: Refresh = False,
    let_go: LetGo = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Deploy a stack: the plan first, then `up`, then the files of the web page. Run again, it goes on where it stopped."""
    from automation.deploying import deployment

    wishes = deployment.Wishes(dry_run=dry_run, refresh=refresh, let_go=let_go, yes=yes, confirmed=confirm)
    deployment.deploy_command(stack, wishes, as_json)


def preview(stack: Name, refresh: Refresh = False, let_go: LetGo = False, as_json: Json = False) -> None:
    """Show what `deploy` would do, held to the same rules. Changes nothing; a stack that is new to the backend is made, empty."""
    from automation.deploying import deployment

    deployment.deploy_command(stack, deployment.Wishes(dry_run=True, refresh=refresh, let_go=let_go), as_json)


def refresh(stack: Name, yes: Yes = False, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Take into the state what was changed by hand; the next deploy sets it right. Changes nothing in AWS."""
    from automation.deploying import deployment

    deployment.refresh_command(stack, deployment.Wishes(dry_run=dry_run, yes=yes), as_json)
