"""The AWS provider of a stack: it can reach one account only."""

import pulumi
import pulumi_aws as aws

from model.placement import Account

SESSION_NAME_LENGTH = 64
"""Longest session name that AssumeRole takes, in characters (STS API reference, AssumeRole, RoleSessionName)."""


def account_provider(name: str, account: Account, stack: str, opts: pulumi.ResourceOptions) -> aws.Provider:
    """A provider pinned to the account: with any other credentials nothing is changed.

    What must live in another region says so itself (`region=`), so one provider serves the whole stack.
    """
    return aws.Provider(
        name,
        region=account.home_region,
        allowed_account_ids=[account.account_id],
        assume_roles=[_deployment_role(account, stack)] if account.deployment_role_arn else None,
        opts=opts,
    )


def _deployment_role(account: Account, stack: str) -> aws.ProviderAssumeRoleArgs:
    return aws.ProviderAssumeRoleArgs(
        role_arn=account.deployment_role_arn,
        external_id=pulumi.Output.secret(account.external_id) if account.external_id else None,
        session_name=session_name(stack),
    )


def session_name(stack: str) -> str:
    """Who CloudTrail says it was. Not a person's name: it is kept in state, and every other person's `up` would see a change."""
    return f"clientenv-{stack}"[:SESSION_NAME_LENGTH]
