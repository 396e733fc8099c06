"""A brand-new account: what of an environment works at once, and what waits for somebody to open, verify or ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError
from rich.console import Console

from sandbox.demo.clients import CLIENTS, STACKS, DemoStack
from sandbox.embedded.state import StackState
from sandbox.server_process import Sandbox
from sandbox.wire import plain

SETTINGS = {"clientenv:webHosting": "false"}
"""What a stack says in such an account: CloudFront makes no distribution there, and `up` would end with that."""
USUAL_CONCURRENCY = 1000
"""Concurrent executions that an account has in a region (Lambda quotas)."""
BILLING_REGION = "us-east-1"
"""The only region with the metric EstimatedCharges."""


@dataclass(frozen=True, kw_only=True)
class AccountAnswers:
    """What an account says of itself."""

    silent_alarms: Sequence[str]
    """Names of the alarms on EstimatedCharges that have no data."""
    billing_metric: bool
    """Whether EstimatedCharges is published at all."""
    cost_explorer: bool
    """Whether Cost Explorer has been opened."""
    concurrency: int
    """Functions that may run at the same time in the environment's region."""
    web_url: str
    """Address of the web page, empty where there is none."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Something that does not work yet."""

    what: str
    why: str
    remedy: str


def what_waits(account: AccountAnswers) -> list[Waiting]:
    """Everything that waits, with what ends the waiting; empty for an account in which all has been opened."""
    waits = []
    if account.silent_alarms and not account.billing_metric:
        waits.append(
            Waiting(
                what=f"alarm on charges ({', '.join(account.silent_alarms)})",
                why="billing alerts are off, so AWS publishes no EstimatedCharges and the alarm stays INSUFFICIENT_DATA",
                remedy="switch on CloudWatch billing alerts (Billing and Cost Management, Billing preferences); data comes within a day",
            )
        )
    if not account.cost_explorer:
        waits.append(
            Waiting(
                what="costs by client and anomaly detection",
                why="Cost Explorer was never opened",
                remedy="open it once in the console; it answers a day later, then set `clientenv:anomalyMonitorArn` if you want warnings",
            )
        )
    if not account.web_url:
        waits.append(
            Waiting(
                what="web page",
                why="CloudFront makes no distribution before AWS has verified the account",
                remedy="ask AWS Support to verify it, then `pulumi config set clientenv:webHosting true` and `pulumi up`",
            )
        )
    if account.concurrency < USUAL_CONCURRENCY:
        waits.append(
            Waiting(
                what=f"many videos at once ({account.concurrency} functions run at the same time)",
                why="a new account has few concurrent executions; videos wait longer, none is lost",
                remedy="ask for more in Service Quotas (AWS Lambda, Concurrent executions)",
            )
        )
    return waits


def make_new(sandbox: Sandbox) -> None:
    """Makes the client's account a brand-new one."""
    sandbox.admin("POST", f"accounts/{CLIENTS}/new", {"new": True})


def settings_of(stack: DemoStack) -> dict[str, str]:
    """Settings on top of the stack's file, so that its `up` succeeds in a new account."""
    return SETTINGS if stack.account_id == CLIENTS else {}


def print_waiting(sandbox: Sandbox, states: Sequence[tuple[DemoStack, StackState]], console: Console) -> None:
    """What waits in the client's account, with its remedy."""
    (state,) = [state for stack, state in states if stack.account_id == CLIENTS]
    (stack,) = [stack for stack in STACKS if stack.account_id == CLIENTS]
    console.print(f"\n[bold]What waits[/] in {stack.name}'s brand-new account {CLIENTS}")
    for each in what_waits(look(sandbox, state)):
        console.print(f"  [bold]{each.what}[/]: {each.why}.\n    [dim]Remedy:[/] {each.remedy}.", soft_wrap=True)


def look(sandbox: Sandbox, state: StackState) -> AccountAnswers:
    """Asks the client's account, as its administrator."""
    outputs = plain(state.outputs)
    watch = _client(sandbox, "cloudwatch", BILLING_REGION)
    alarms = watch.describe_alarms(StateValue="INSUFFICIENT_DATA")["MetricAlarms"]
    return AccountAnswers(
        silent_alarms=[each["AlarmName"] for each in alarms if each.get("Namespace") == "AWS/Billing"],
        billing_metric=bool(watch.list_metrics(Namespace="AWS/Billing")["Metrics"]),
        cost_explorer=_cost_explorer(_client(sandbox, "ce", BILLING_REGION)),
        concurrency=_client(sandbox, "lambda", outputs["home_region"]).get_account_settings()["AccountLimit"]["ConcurrentExecutions"],
        web_url=outputs.get("web_url") or "",
    )


def _cost_explorer(costs: Any) -> bool:
    try:
        costs.get_anomaly_monitors()
    except ClientError as error:
        if "not enabled" not in error.response["Error"]["Message"]:
            raise
        return False
    return True


def _client(sandbox: Sandbox, service: str, region: str) -> Any:
    keys = sandbox.credentials(CLIENTS)
    return boto3.client(
        service,
        endpoint_url=sandbox.endpoint,
        region_name=region,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
    )
