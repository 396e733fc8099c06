"""Runs the two CloudFormation stacks in a member account, as its payer: boundary first, then role. Run again, it goes on."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from automation.exits import Exit, Stop
from automation.member_account import ACCESS_ROLE
from automation.onboarding.parts import Facts
from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK, boundary_template, role_template

WAIT = {"Delay": 5, "MaxAttempts": 60}
"""Seconds between two looks, and looks: five minutes; IAM resources take one."""
DEAD = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")
"""States of a stack whose first run failed: CloudFormation only lets it be deleted."""


def run_stacks(facts: Facts, session: boto3.Session | None = None, tell: Callable[[str], None] = print) -> dict[str, str]:
    """Name of each stack to what became of it: created, updated or unchanged.

    Raises Stop where the account cannot be entered, and where a stack fails, with CloudFormation's words.
    """
    session = session or boto3.Session(region_name=facts.settings.account.home_region)
    try:
        cloudformation = _entered(facts, session).client("cloudformation", region_name=facts.settings.account.home_region)
        done = {}
        for name, template, parameters in _stacks(facts):
            tell(f"{name} in account {facts.account_id} ...")
            done[name] = _run(cloudformation, name, template, parameters)
    except BotoCoreError as error:
        raise Stop(Exit.FAULT, f"The stacks in {facts.account_id}: {error}\nType the same command again: it goes on.") from error
    return done


def _stacks(facts: Facts) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    slug, trusted = facts.settings.slug, facts.trusted_account_id
    yield BOUNDARY_STACK, boundary_template(slug), {"Slug": slug}
    given = {"Slug": slug, "TrustedAccountId": trusted, "ExternalId": facts.external_id, "BoundaryArn": facts.boundary_arn}
    yield ROLE_STACK, role_template(trusted, slug), given


def _entered(facts: Facts, session: boto3.Session) -> boto3.Session:
    """A session in the account, by the role that AWS made there with it."""
    sts = session.client("sts", region_name=facts.settings.account.home_region)
    role = f"arn:aws:iam::{facts.account_id}:role/{ACCESS_ROLE}"
    try:
        who = sts.get_caller_identity()
        keys = sts.assume_role(RoleArn=role, RoleSessionName="clientenv-onboard")["Credentials"]
    except ClientError as error:
        raise Stop(
            Exit.REFUSED,
            f"Account {facts.account_id} cannot be entered through {ACCESS_ROLE}: {error.response['Error']['Message']}\n"
            "Nothing was changed. Log in to the payer; an account that was just made needs some minutes.",
        ) from error
    if who["Account"] == facts.account_id:
        raise Stop(
            Exit.REFUSED, f"These credentials are for {facts.account_id} itself ({who['Arn']}). Nothing was changed. Use the payer's."
        )
    return boto3.Session(
        aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"]
    )


def _run(cloudformation: Any, name: str, template: dict[str, Any], parameters: dict[str, str]) -> str:
    words = {
        "StackName": name,
        "TemplateBody": json.dumps(template),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }
    state = _state(cloudformation, name)
    if state in DEAD:
        raise Stop(Exit.REFUSED, f"{name} is {state}: its first run failed. Delete it in CloudFormation, then type the same command again.")
    try:
        if state is None:
            cloudformation.create_stack(**words)
        else:
            cloudformation.update_stack(**words)
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return "unchanged"
        raise Stop(Exit.FAULT, f"{name}: {error.response['Error']['Message']}") from error
    change = "create" if state is None else "update"
    try:
        cloudformation.get_waiter(f"stack_{change}_complete").wait(StackName=name, WaiterConfig=WAIT)
    except WaiterError as error:
        raise Stop(Exit.FAULT, f"{name} is {_state(cloudformation, name)}: {error}\nSee its events in CloudFormation.") from error
    return f"{change}d"


def _state(cloudformation: Any, name: str) -> str | None:
    """None where there is no such stack."""
    try:
        return str(cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise Stop(Exit.FAULT, f"{name}: {error.response['Error']['Message']}") from error
