"""`clientenv release`: the videos that the monthly limit holds, listed, and released or given up."""

import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from automation.deploy import DryRun, Yes
from automation.exits import Exit, Stop
from automation.held_plan import Choice, HeldPlan, HeldVideo, plan_held, release_function
from automation.stack_names import StackName
from automation.tables import table

if TYPE_CHECKING:
    from automation.aws.held_videos import Decided, HeldVideos
    from automation.deploying.guarded_stack import GuardedStack

EXAMPLE = "Example: clientenv release acme-prod, and then: clientenv release acme-prod --release 3f2a1b9c --discard 77d0c1e2"
WIDTH = 80


def release_held(
    stack: StackName,
    release: Annotated[list[str] | None, typer.Option("--release", metavar="ID", help="Release this video; may be repeated.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Release all that are held, but for those that --discard names.")] = False,
    discard: Annotated[list[str] | None, typer.Option("--discard", metavar="ID", help="Give this video up; may be repeated.")] = None,
    discard_all: Annotated[bool, typer.Option("--discard-all", help="Give up all that are held, but for what --release names.")] = False,
    names: Annotated[bool, typer.Option("--names", help="Show the uploads' file names, which may hold a person's data.")] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List the videos that the monthly limit holds, and release them or give them up."""
    if all and discard_all:
        raise Stop(Exit.USAGE, "--all and --discard-all contradict each other. Nothing was changed. Leave one of them out.")
    choice = Choice(release=release or (), discard=discard or (), everything="release" if all else "discard" if discard_all else "")
    from automation.aws.held_videos import held_videos
    from automation.deploying.command import refusal_recorded
    from automation.deploying.guarded_stack import guarded_stack

    with refusal_recorded(stack) if choice.is_made and not dry_run else nullcontext():
        guarded = guarded_stack(stack)
    videos = held_videos(guarded.account.session, stack, release_function(stack, guarded.state))
    held = videos.all(names=names)
    plan = plan_held(held, choice)
    if not as_json:
        _show(stack, held, choice)
    decided = _carry_out(guarded, videos, plan, dry_run=dry_run, yes=yes) if choice.is_made else None
    if as_json:
        print(json.dumps(_record(stack, held, plan, decided), ensure_ascii=False, indent=1))
    elif decided:
        print(f"{decided.released} released, {decided.discarded} discarded, {decided.skipped} no longer held.")
    if plan.not_held:
        raise typer.Exit(Exit.PARTLY_DONE)


def _carry_out(guarded: "GuardedStack", videos: "HeldVideos", plan: HeldPlan, *, dry_run: bool, yes: bool) -> "Decided | None":
    """None where nothing is done."""
    for each in plan.not_held:
        _tell(f"{each} is not held, or not any more.")
    if plan.is_empty:
        _tell("Nothing is left to decide. Nothing was changed.")
        return None
    _tell(f"{plan.question}, in account {guarded.account.account_id}.")
    if plan.release:
        _tell("What is released is analysed as soon as there is room, metered and charged as any other.")
    if plan.discard:
        _tell("What is discarded is never analysed.")
    if dry_run:
        _tell("Nothing was changed.")
        return None
    if not (yes or typer.confirm(f"{plan.question}?", err=True)):
        raise Stop(Exit.REFUSED, "Not carried out. Nothing was changed.")
    from automation.audit import audited
    from automation.deploying.command import audit_of

    with audited(audit_of(guarded)) as audit:
        audit.note(plan=plan.as_record())
        decided = videos.decide(plan, guarded.account.by, _tell)
        audit.note(decided=asdict(decided))
    return decided


def _record(stack: str, held: Sequence[HeldVideo], plan: HeldPlan, decided: "Decided | None") -> dict[str, object]:
    return {
        "stack": stack,
        "held": [each.as_record() for each in held],
        "plan": plan.as_record(),
        "decided": asdict(decided) if decided else None,
    }


def _show(stack: str, held: Sequence[HeldVideo], choice: Choice) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    if not held:
        console.print(f"[bold]{stack}[/]: no video is held.")
        return
    console.print(f"[bold]{stack}[/]: {len(held)} held, {_size(sum(each.bytes for each in held))}")
    with_names = any(each.name is not None for each in held)
    rows = table("id", "held since (UTC)", "size ", *(["file"] if with_names else []))
    for each in held:
        rows.add_row(each.short, each.since[:16].replace("T", " "), _size(each.bytes), *([escape(each.name or "")] if with_names else []))
    console.print(rows)
    if not choice.is_made:
        console.print(f"\nTo release them: clientenv release {stack} --all, or --release ID", soft_wrap=True)
        console.print(f"To give one up: clientenv release {stack} --discard ID", soft_wrap=True)


def _size(number: int) -> str:
    """Of uploads, as S3's console tells it."""
    size, units = float(number), ["B", "KB", "MB", "GB", "TB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    return f"{number} B" if units[0] == "B" else f"{size:.1f} {units[0]}"


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
