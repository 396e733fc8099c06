"""The demo, step by step."""

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from sandbox.demo import new_account as new
from sandbox.demo.billing import MonthOfBilling
from sandbox.demo.bootstrap import bootstrap_client_account, new_external_id
from sandbox.demo.clients import BILLING, STACKS, DemoStack
from sandbox.demo.retention import let_retention_pass
from sandbox.demo.stacks import deploy
from sandbox.demo.summary import Result, print_billed, print_summary
from sandbox.demo.video import VIDEO, ClientAccount
from sandbox.embedded.state import StackState
from sandbox.server_process import Sandbox, running_sandbox
from sandbox.wire import plain

METERED_WITHIN = 30
"""Seconds that a video may take from upload to metering in the sandbox."""


Deploy = Callable[[Sandbox, DemoStack, Mapping[str, str], Console, Mapping[str, str]], StackState]
"""Deploys a stack with its secret settings, and others on top of its file: the embedded deployer's way, or the real engine's."""


def run_demo(folder: Path, console: Console, deploy: Deploy = deploy, *, new_account: bool = False) -> None:
    """Everything in one sandbox that ends with the demo; with `new_account` the client has opened its account today."""
    started = time.monotonic()
    with running_sandbox(folder, SANDBOX_CATCH_UP="1") as sandbox:  # a month's firings of every schedule would take minutes
        console.print(f"[bold]Sandbox[/] AWS at {sandbox.endpoint}; nothing leaves this machine.")
        states = deploy_all(sandbox, console, deploy, new_account=new_account)
        results = analyse_videos(sandbox, states, console)
        billing = None if new_account else MonthOfBilling(sandbox, deploy_billing(sandbox, states, console, deploy), console)
        if billing:
            billing.begin()
        let_retention_pass(sandbox, states, console)
        if billing:
            bill_the_month(sandbox, billing, console)
        print_summary(console, results, folder)
        if billing:
            print_billed(console, billing.documents())
        if new_account:
            new.print_waiting(sandbox, states, console)
    console.print(f"\nDone in {time.monotonic() - started:.0f} s. The sandbox has ended; `make sandbox` keeps one running to explore.")
    console.print(f"States of the stacks and the log of the sandbox are in {folder}.", soft_wrap=True)
    if not new_account:
        console.print(f"Invoices, notes, reports and certificates are in {folder / 'billing'}.", soft_wrap=True)


def deploy_all(
    sandbox: Sandbox, console: Console, deploy: Deploy = deploy, *, new_account: bool = False
) -> list[tuple[DemoStack, StackState]]:
    deployed = []
    if new_account:
        new.make_new(sandbox)
    for stack in STACKS:
        console.print(f"\n[bold]{stack.name}[/]: {stack.story} ({stack.account_id})")
        settings = new.settings_of(stack) if new_account else {}
        deployed.append((stack, deploy(sandbox, stack, secret_settings(sandbox, stack, console), console, settings)))
    return deployed


def deploy_billing(sandbox: Sandbox, states: list[tuple[DemoStack, StackState]], console: Console, deploy: Deploy = deploy) -> StackState:
    """Billing reads the outputs of the three, and needs the ExternalId of the account that is not yours."""
    console.print(f"\n[bold]{BILLING.name}[/]: {BILLING.story} ({BILLING.account_id})")
    ids = {stack.name: external_id(state) for stack, state in states if stack.entered_by_role}
    return deploy(sandbox, BILLING, {"clientenv-billing:externalIds": json.dumps(ids)}, console, {})


def bill_the_month(sandbox: Sandbox, billing: MonthOfBilling, console: Console) -> None:
    """The month is over."""
    console.print("\n[bold]The month is billed[/]")
    billing.drafted_by_the_clock()
    names = billing.finish()
    console.print(f"  {len(names)} documents, reports and certificates are in {os.path.relpath(billing.folder)}", soft_wrap=True)


def external_id(state: StackState) -> str:
    """The one with which the stack's provider enters its account."""
    (provider,) = [row for row in state.resources.values() if row.type == "pulumi:providers:aws"]
    (role,) = json.loads(provider.inputs["assumeRoles"])
    return str(role.get("externalId") or role["external_id"])


def analyse_videos(sandbox: Sandbox, states: list[tuple[DemoStack, StackState]], console: Console) -> list[Result]:
    """One video in each environment, all at the same time."""
    clients = [(stack, state, ClientAccount(sandbox, stack, plain(state.outputs))) for stack, state in states]
    console.print(f"\n[bold]{VIDEO.name}[/] is uploaded to each of them ({VIDEO.stat().st_size // 1024} KB, presigned, straight to S3)")
    for _, _, client in clients:
        client.upload(VIDEO)
    results = []
    for stack, state, client in clients:
        with console.status(f"  {stack.name}: waiting for analysis and metering ..."):
            metered = client.wait_until_metered(1, METERED_WITHIN)
        console.print(f"  {stack.name}: analysed, {metered[0].seconds} seconds metered")
        results.append((stack, state, metered))
    return results


def secret_settings(sandbox: Sandbox, stack: DemoStack, console: Console) -> dict[str, str]:
    if not stack.entered_by_role:
        return {}
    external_id = new_external_id()
    bootstrap_client_account(sandbox, stack.account_id, stack.slug, external_id)
    console.print(f"  the client ran its two CloudFormation stacks: boundary and DeploymentRole in {stack.account_id}")
    return {"clientenv:externalId": external_id}
