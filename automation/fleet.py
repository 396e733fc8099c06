"""`clientenv fleet`: previews, deploys or looks for drift in many stacks side by side."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from automation.engine.installed import pulumi_executable
from automation.exits import Exit, Stop
from automation.fleets.carrying_out import carry_out
from automation.fleets.fleet_plan import FleetOperation, FleetPlan, plan_fleet
from automation.fleets.fleet_report import FleetReport, earlier_results, new_path, page_path, report_of, write_report, write_whole
from automation.fleets.fleet_stacks import read_fleet
from automation.fleets.program_fingerprint import program_fingerprint
from automation.fleets.progress import Progress
from automation.fleets.selection import read_selection
from automation.fleets.shard import WHOLE, read_shard
from automation.fleets.stack_process import StackProcesses
from automation.fleets.stack_result import StackResult
from automation.fleets.telling import show_plan, tell_report
from automation.fleets.watching import watching
from automation.own_folder import OWN_FOLDER
from automation.stack_file import project_folder
from automation.stack_names import stack_names

app = typer.Typer(help="Many stacks side by side.", no_args_is_help=True)
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        help="Stacks by name, or KEY=VALUE of their files; commas mean and, repeated means or. Default: all.",
        autocompletion=stack_names,
    ),
]
Parallel = Annotated[int | None, typer.Option("--parallel", min=1, max=64, help="Stacks at a time. Default: processors + 1.")]
MaxFailures = Annotated[int | None, typer.Option("--max-failures", min=1, help="After so many start no further stack. Default: go on.")]
Canary = Annotated[
    str | None,
    typer.Option("--canary", metavar="STACK", help="This one first; the others only when it is done.", autocompletion=stack_names),
]
ShardText = Annotated[str | None, typer.Option("--shard", metavar="I/N", help="The I-th of N parts, for one machine of several.")]
Resume = Annotated[bool, typer.Option("--resume", help="Do what the last run of the same plan left, or did not manage.")]
ReportFile = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="The report. Default: a new one in .clientenv/fleet/.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print which stacks, in which order, and do nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(epilog="Example: clientenv fleet preview --select environment=prod")
def preview(
    select: Select = None,
    parallel: Parallel = None,
    max_failures: MaxFailures = None,
    canary: Canary = None,
    shard: ShardText = None,
    resume: Resume = False,
    report: ReportFile = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """What `fleet up` would change in each stack."""
    plan = _plan(FleetOperation.PREVIEW, select, parallel, max_failures, canary, shard)
    _fleet(plan, resume=resume, report=report, dry_run=dry_run, as_json=as_json)


@app.command(epilog="Example: clientenv fleet up --select 'placement=client,environment=prod' --canary acme-prod --max-failures 3")
def up(
    select: Select = None,
    parallel: Parallel = None,
    max_failures: MaxFailures = None,
    canary: Canary = None,
    shard: ShardText = None,
    resume: Resume = False,
    report: ReportFile = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Deploy each stack. A stack that would lose data is left to a person."""
    plan = _plan(FleetOperation.UP, select, parallel, max_failures, canary, shard)
    _fleet(plan, resume=resume, report=report, dry_run=dry_run, as_json=as_json, asks=not yes)


@app.command(epilog="Example: clientenv fleet drift --shard 1/4 --json")
def drift(
    select: Select = None,
    parallel: Parallel = None,
    max_failures: MaxFailures = None,
    canary: Canary = None,
    shard: ShardText = None,
    resume: Resume = False,
    report: ReportFile = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """What was changed by hand in each stack. Changes nothing."""
    plan = _plan(FleetOperation.DRIFT, select, parallel, max_failures, canary, shard)
    _fleet(plan, resume=resume, report=report, dry_run=dry_run, as_json=as_json)


def _plan(
    operation: FleetOperation,
    select: list[str] | None,
    parallel: int | None,
    max_failures: int | None,
    canary: str | None,
    shard: str | None,
) -> FleetPlan:
    return plan_fleet(
        read_fleet(project_folder()),
        operation,
        program=program_fingerprint(OWN_FOLDER),
        select=[read_selection(text) for text in select or ()],
        canary=canary,
        shard=read_shard(shard) if shard else WHOLE,
        parallel=parallel,
        max_failures=max_failures,
    )


def _fleet(plan: FleetPlan, *, resume: bool, report: Path | None, dry_run: bool, as_json: bool, asks: bool = False) -> None:
    """Ends with the code of `automation.fleets.progress.exit_of`."""
    folder = project_folder()
    earlier = earlier_results(plan, folder, report) if resume else {}
    if dry_run:
        return _print_plan(plan, earlier, as_json)
    pulumi_executable()
    console = Console(stderr=True, highlight=False)
    if asks:
        _agreed(plan, earlier, console)
    path = report or new_path(folder, plan, datetime.now(UTC))
    made = _carried_out(plan, earlier, path, folder, console)
    if as_json:
        print(json.dumps({**made.as_record(), "report": str(path)}, ensure_ascii=False, indent=1))
    else:
        tell_report(made, page_path(path))
    if made.exit:
        raise typer.Exit(made.exit)
    return None


def _carried_out(plan: FleetPlan, earlier: dict[str, StackResult], path: Path, folder: Path, console: Console) -> FleetReport:
    """The report is on the disk after each stack, its page at the end."""
    from automation.fleets.report_page import report_page

    began = datetime.now(UTC)
    processes = StackProcesses(plan.operation, folder)

    def keep(progress: Progress) -> None:
        write_report(path, report_of(progress, began, None))

    with watching(console) as watch:
        progress = carry_out(plan, processes.run, interrupt=processes.interrupt, watch=watch, keep=keep, earlier=earlier)
    made = report_of(progress, began, datetime.now(UTC))
    write_report(path, made)
    write_whole(page_path(path), report_page(made))
    return made


def _agreed(plan: FleetPlan, earlier: dict[str, StackResult], console: Console) -> None:
    """Asks once for all of them. Raises Stop."""
    to_do = [each for each in plan.stacks if each.name not in earlier and not each.problem]
    if not to_do:
        return
    show_plan(plan, earlier, console)
    question = f"Deploy {len(to_do)} stacks?" if len(to_do) > 1 else f"Deploy {to_do[0].name}?"
    if not sys.stdin.isatty():
        raise Stop(Exit.REFUSED, f"{question} Nobody is here to answer. Nothing was changed. To agree beforehand, add --yes")
    if not typer.confirm(question, err=True):
        raise Stop(Exit.REFUSED, "Not carried out. Nothing was changed.")


def _print_plan(plan: FleetPlan, earlier: dict[str, StackResult], as_json: bool) -> None:
    if as_json:
        print(json.dumps({**plan.as_record(), "done_before": sorted(earlier)}, ensure_ascii=False, indent=1))
    else:
        show_plan(plan, earlier, Console(highlight=False))
        print("\nNothing was done.")
