"""`clientenv onboard`: the guide for a client's new account, and the test of the access that it ends with."""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from automation.audit import audited
from automation.check_table import show_checks
from automation.exits import Exit, Stop
from automation.member_account import ACCESS_ROLE
from automation.onboarding.pages import onboarding_files, write_files
from automation.onboarding.parts import Facts
from automation.onboarding.report import AccessReport
from automation.stack_audit import stack_audit
from automation.stack_file import project_folder, read_settings, read_stack_file
from automation.stack_names import StackName
from automation.stack_secret import read_external_id
from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK
from model.placement import ACCOUNT_ID, EXAMPLE_ACCOUNTS, YOURS_IN_EXAMPLES, Placement

EXAMPLE = "Example: clientenv onboard initech-prod, and when the client is done: clientenv onboard initech-prod --verify"
WIDTH = 80
REPORT_JSON, REPORT = "verification.json", "verification.md"
BUCKET = re.compile(r"https://[a-z0-9.-]*s3[a-z0-9.-]*\.amazonaws\.com/[^?#]*|https://[a-z0-9.-]+\.s3[a-z0-9.-]*\.amazonaws\.com(/[^?#]*)?")
"""CloudFormation reads templates of links from S3 alone."""


def onboard(
    stack: StackName,
    verify: Annotated[bool, typer.Option("--verify", help="Test the access from your side, and write a report.")] = False,
    run: Annotated[bool, typer.Option("--run", help="For a member account: run the two stacks yourself, as the payer.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder of the files. Default: onboarding/STACK.")] = None,
    templates_url: Annotated[
        str | None, typer.Option(help="Where the templates are hosted (a folder in S3): the guide then has links besides files.")
    ] = None,
    trusted_account_id: Annotated[str | None, typer.Option(help="The account that deploys. Default: billingAccountId.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --run: do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write the guide with which a client makes its account ready, or test that it is."""
    folder = project_folder()
    facts = _facts(stack, folder, templates_url, trusted_account_id)
    target = out or folder / "onboarding" / stack
    if verify:
        from automation.aws.onboarding import try_access

        return _verified(try_access(facts), target, dry_run, as_json)
    _nobody_of_the_examples(facts, trusted_account_id)
    if run:
        return _run(facts, yes or as_json, dry_run, as_json)
    files = onboarding_files(facts)
    if not dry_run:
        _write(target, files)
    if as_json:
        print(json.dumps({"stack": stack, "folder": str(target), "files": list(files), "written": not dry_run}, indent=1))
    else:
        _tell(stack, target, list(files), dry_run, hosted=templates_url is not None)
    return None


def _facts(stack: str, folder: Path, templates_url: str | None, trusted: str | None) -> Facts:
    file = read_stack_file(stack, folder)
    settings = read_settings(file)
    placement = settings.account.placement
    if not placement.enters_by_role:
        raise Stop(Exit.USAGE, f"{stack} is {placement}: it lives in your own account, where nobody has to let you in.")
    trusted = trusted or settings.account.read_by
    if ACCOUNT_ID.remedy(trusted):  # its words are about YAML, and this was typed
        raise Stop(Exit.USAGE, f"--trusted-account-id {trusted} is not {ACCOUNT_ID.text}. Write all of them.")
    if templates_url and not BUCKET.fullmatch(templates_url):
        raise Stop(
            Exit.USAGE,
            f"--templates-url {templates_url}: CloudFormation reads templates from S3 alone. "
            "Write it like https://BUCKET.s3.amazonaws.com/onboarding",
        )
    return Facts(
        stack=stack, settings=settings, external_id=read_external_id(file), trusted_account_id=trusted, templates_url=templates_url
    )


def _nobody_of_the_examples(facts: Facts, typed: str | None) -> None:
    """The accounts of the stack files that ship are nobody's, or a stranger's, and the guide would let one in. Who types one means it."""
    if typed in EXAMPLE_ACCOUNTS:
        return
    settings = {"accountId": facts.account_id, "billingAccountId": facts.trusted_account_id}
    for key, account in settings.items():
        if account in EXAMPLE_ACCOUNTS:
            raise Stop(
                Exit.USAGE,
                f"clientenv:{key} of {facts.stack} is {account}, an id of the examples that ship: it is nobody's, and no client should "
                f"read it in a guide. Nothing was done. Set the real one:\n  pulumi config set clientenv:{key} ACCOUNT -s {facts.stack}\n"
                f"To see the guide of an example as it is: --trusted-account-id {YOURS_IN_EXAMPLES}",
            )


def _run(facts: Facts, yes: bool, dry_run: bool, as_json: bool) -> None:
    """The stacks belong to whoever owns the account; that is you for a member account alone."""
    if facts.settings.account.placement is not Placement.MEMBER:
        raise Stop(
            Exit.REFUSED, f"{facts.stack} is in the client's own account: the client runs the stacks, by the guide. Nothing was changed."
        )
    print(f"{BOUNDARY_STACK}, then {ROLE_STACK}, in account {facts.account_id}, entered through {ACCESS_ROLE}.", file=sys.stderr)
    if dry_run:
        print("Nothing was done.", file=sys.stderr)
        return
    if not (yes or typer.confirm("Run them?", err=True)):
        raise Stop(Exit.REFUSED, "Not carried out. Nothing was changed.")
    from automation.aws.bootstrap_stacks import run_stacks

    with audited(stack_audit(facts.stack, facts.settings, project_folder())) as audit:
        done = run_stacks(facts, tell=lambda text: print(text, file=sys.stderr))
        audit.note(stacks=done)
    print(json.dumps(done, indent=1) if as_json else "\n".join(f"{name}: {what}" for name, what in done.items()))


def _write(target: Path, files: Mapping[str, str]) -> None:
    try:
        write_files(target, files)
    except OSError as error:
        raise Stop(Exit.FAULT, f"{target} cannot be written: {error}") from error


def _tell(stack: str, target: Path, names: list[str], dry_run: bool, *, hosted: bool) -> None:
    print(f"{'Would be written' if dry_run else 'Written'} to {target}:")
    print("\n".join(f"  {name}" for name in names))
    print("\nThe two pages hold the external ID. Send them to the client alone, by a way that nobody reads.")
    if hosted:
        print("Put the two templates where --templates-url says, so that the client's account can read them.")
    else:
        print("The client uploads the two templates by hand. For links, host them in a bucket and add --templates-url.")
    print(f"When the client is done: clientenv onboard {stack} --verify")


def _verified(report: AccessReport, target: Path, dry_run: bool, as_json: bool) -> None:
    """Ends with 3 where a check did not pass."""
    record = json.dumps(report.as_record(), ensure_ascii=False, indent=1)
    if not dry_run:
        _write(target, {REPORT_JSON: record + "\n", REPORT: report.as_markdown()})
    if as_json:
        print(record)
    else:
        _show(report)
        print(f"\n{'Nothing was written.' if dry_run else f'Report: {target / REPORT}'}")
    if not report.passed:
        raise typer.Exit(Exit.REFUSED)


def _show(report: AccessReport) -> None:
    console = Console(width=WIDTH, highlight=False)
    console.print(f"[bold]{report.stack}[/], account {report.account_id}, tested by {report.by}\n", soft_wrap=True)
    show_checks(console, report.checks)
