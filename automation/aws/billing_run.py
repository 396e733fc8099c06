"""Opens billing from a command: where it is, whose credentials these are, and that they belong to the payer."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from automation.aws.audit_place import AuditPlace, BucketPlace, audit_place
from automation.engine.failures import failure_of
from automation.exits import Exit, Stop
from automation.stack_names import BILLING_STACK
from billing.delivery.environment_bucket import EnvironmentBuckets
from billing.delivery.mail import Post
from billing.infra.outputs import BillingOutputs
from billing.runs.certificate import Sign, kms_signer
from billing.runs.daily import Push
from billing.runs.export_sources import ExportSources, ReadExport, of_athena, of_files
from billing.runs.opening import SETTINGS_KEY, OpenRun, Place, open_run

OUTPUTS = "CLIENTENV_BILLING"
"""Environment variable: a file with the outputs of billing's stack, as `pulumi stack output --json` prints them."""
"""Name of billing's stack unless `--stack` says another."""
ATHENA = "athena"
"""In place of files: Athena reads the export where AWS has delivered it."""
UNKNOWN_STACK = "no stack named"
"""What `pulumi` says of a stack that its backend does not know."""
PROJECT = str(Path(__file__).parents[2] / "billing")


@dataclass(frozen=True, kw_only=True)
class Billing:
    """What the commands of billing work with."""

    opened: OpenRun
    outputs: BillingOutputs
    sign: Sign
    """With billing's key."""
    push: Push
    """Into the environments' own buckets."""
    post: Post
    """By e-mail."""
    audit: AuditPlace
    """Where what commands did is recorded."""


def open_billing(
    stack: str = BILLING_STACK, *, keep_unknown: bool = False, export: str | None = None, at: datetime | None = None
) -> Billing:
    """`export` names files to read the payer's own bill from, or is `athena`; without it Cost Explorer is asked.

    Raises Stop: a tool is missing, the account is another one, billing is not there; AthenaFailed where Athena's table is not.
    """
    outputs = read_outputs(stack)
    try:
        session = boto3.Session(region_name=outputs.region)
        by = _payer_alone(session, outputs.payer_account_id)
        place = Place(
            region=outputs.region, ledger_table=outputs.ledger_table, report_bucket=outputs.report_bucket, settings_key=SETTINGS_KEY
        )
        opened = open_run(session, place, by=by, at=at or datetime.now(UTC), keep_unknown=keep_unknown)
    except (BotoCoreError, ClientError, KeyError) as error:
        raise Stop(Exit.FAULT, f"Billing in account {outputs.payer_account_id} cannot be opened: {error}") from error
    if export:
        opened = from_export(opened, _reader(export, session, outputs, keep_unknown))
    kms = session.client("kms", region_name=outputs.region)
    once = Config(retries={"total_max_attempts": 1})
    return Billing(
        opened=opened,
        outputs=outputs,
        sign=kms_signer(kms, outputs.signing_key_arn),
        push=EnvironmentBuckets(session, opened.run.settings.external_ids).push,
        post=Post(session.client("sesv2", region_name=outputs.region, config=once)),
        audit=audit_place(
            opened.run.settings.audit_place, BucketPlace(bucket=opened.bucket), lambda: session.client("s3", region_name=outputs.region)
        ),
    )


def from_export(opened: OpenRun, read: ReadExport) -> OpenRun:
    """The same run, with the payer's own bill from its export."""
    run = opened.run
    sources = ExportSources(run.sources, run.settings.payer_account_id, read, today=run.today)
    return replace(opened, run=replace(run, sources=sources))


def _reader(export: str, session: boto3.Session, outputs: BillingOutputs, keep_unknown: bool) -> ReadExport:
    payer = outputs.payer_account_id
    if export == ATHENA:
        return of_athena(session, outputs.athena_workgroup, outputs.glue_database, outputs.glue_table, payer, keep_unknown=keep_unknown)
    return of_files(export, payer, keep_unknown=keep_unknown)


def read_outputs(stack: str) -> BillingOutputs:
    """From the file that the environment names, else from the `pulumi` command."""
    try:
        return BillingOutputs.from_outputs(_file_outputs() or _pulumi_outputs(stack))
    except ValueError as error:
        raise Stop(Exit.USAGE, str(error)) from error


def _file_outputs() -> Mapping[str, Any] | None:
    named = os.environ.get(OUTPUTS)
    if not named:
        return None
    try:
        return dict(json.loads(Path(named).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise Stop(Exit.USAGE, f"{OUTPUTS} names {named}, which cannot be read: {error}") from error


def _pulumi_outputs(stack: str) -> Mapping[str, Any]:
    if shutil.which("pulumi") is None:
        raise Stop(
            Exit.TOOL_MISSING,
            f"Where billing keeps its ledger is told by its stack's outputs, and the `pulumi` command is not installed.\n"
            f"Install it, or write them into a file once and name it in {OUTPUTS}:\n"
            f"  pulumi stack output --json -C billing -s {stack} > billing.json && export {OUTPUTS}=billing.json",
        )
    asked = subprocess.run(
        ["pulumi", "stack", "output", "--json", "--non-interactive", "-C", PROJECT, "-s", stack],
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise _unread(stack, asked.stderr.strip())
    return dict(json.loads(asked.stdout))


def _unread(stack: str, said: str) -> Stop:
    """What keeps the outputs from being read, and what to do about it."""
    if known := failure_of(said):
        return Stop(known.code, f"The outputs of billing's stack {stack} cannot be read. {known.remedy(stack)}")
    then = f"\nBilling is not deployed here yet: pulumi up -C billing -s {stack}" if UNKNOWN_STACK in said else ""
    return Stop(Exit.USAGE, f"The outputs of billing's stack {stack} cannot be read: {said}{then}")


def _payer_alone(session: boto3.Session, payer: str) -> str:
    """Who these credentials are. Raises Stop where they belong to another account: nothing has happened then."""
    identity = session.client("sts").get_caller_identity()
    if identity["Account"] != payer:
        raise Stop(
            Exit.REFUSED,
            f"Billing is in account {payer}, but these credentials are for {identity['Account']} ({identity['Arn']}). Nothing was changed. "
            "Log in to the payer's account.",
        )
    return str(identity["Arn"])
