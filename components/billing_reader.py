"""The role with which billing reads what an environment has metered."""

from dataclasses import dataclass

import pulumi

from components.bounded_role import BoundedRole, BoundedRoleArgs
from components.component_types import BILLING_READER
from components.permissions import allow, policy
from components.surroundings import Surroundings
from components.usage_table import BY_MONTH, UsageTable
from model.policies import PolicyDocument, Statement


@dataclass(frozen=True, kw_only=True)
class BillingReaderArgs:
    """What the role is told."""

    surroundings: Surroundings
    """Settings and key of the environment."""
    usage: UsageTable
    """The table that may be read."""


class BillingReader(pulumi.ComponentResource):
    """May read the usage table and its index, and nothing else. In an account that is not yours it asks for the ExternalId."""

    role: BoundedRole

    def __init__(self, name: str, args: BillingReaderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(BILLING_READER, name, {}, opts)
        self.role = BoundedRole(
            name,
            BoundedRoleArgs(trust=_trust(args), policy=_reading(args), boundary_arn=args.surroundings.boundary_arn),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = self.role.arn
        self.register_outputs({"arn": self.arn})


def _reading(args: BillingReaderArgs) -> pulumi.Output[str]:
    table, around = args.usage.table, args.surroundings
    by_month = pulumi.Output.concat(table.arn, "/index/", BY_MONTH.name)
    through_the_table = {"StringEquals": {"kms:ViaService": f"dynamodb.{around.region}.amazonaws.com"}}
    return policy(
        allow("ReadUsage", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", on=[table.arn]),
        allow("ReadMonths", "dynamodb:Query", on=[by_month]),
        allow("DecryptUsage", "kms:Decrypt", on=[around.key.arn], only_if=through_the_table),
    )


def _trust(args: BillingReaderArgs) -> pulumi.Input[str]:
    account = args.surroundings.settings.account
    document = billing_trust(account.read_by, account.external_id).to_json()
    return pulumi.Output.secret(document) if account.external_id else document


def billing_trust(account_id: str, external_id: str | None) -> PolicyDocument:
    """Who in that account may take the role is that account's own policies' affair."""
    conditions = {"StringEquals": {"sts:ExternalId": external_id}} if external_id else {}
    principals = {"AWS": (f"arn:aws:iam::{account_id}:root",)}
    return PolicyDocument(statements=(Statement(sid="Billing", principals=principals, actions=("sts:AssumeRole",), conditions=conditions),))
