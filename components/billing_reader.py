"""The role with which billing reads what an environment has metered, and puts statements and invoices where its client finds them."""

from dataclasses import dataclass

import pulumi

from components.bounded_role import BoundedRole, BoundedRoleArgs
from components.component_types import BILLING_READER
from components.permissions import Conditions, allow, policy
from components.surroundings import Surroundings
from components.usage_table import BY_MONTH, UsageTable
from model.outputs import BILLING_PREFIX
from model.placement import Account
from model.policies import PolicyDocument, Statement, bill_arns


@dataclass(frozen=True, kw_only=True)
class BillingReaderArgs:
    """What the role is told."""

    surroundings: Surroundings
    """Settings and key of the environment."""
    usage: UsageTable
    """The table that may be read."""
    results_bucket: pulumi.Input[str]
    """Name of the bucket that takes statements and documents."""


class BillingReader(pulumi.ComponentResource):
    """May read the usage table and its index, and put objects under `billing/` of the results bucket: it sees none, not even those.

    In an account that is not yours it asks for the ExternalId.
    """

    role: BoundedRole

    def __init__(self, name: str, args: BillingReaderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(BILLING_READER, name, {}, opts)
        self.role = BoundedRole(
            name,
            BoundedRoleArgs(trust=_trust(args), policy=_permissions(args), boundary_arn=args.surroundings.boundary_arn),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = self.role.arn
        self.register_outputs({"arn": self.arn})


def _permissions(args: BillingReaderArgs) -> pulumi.Output[str]:
    table, key = args.usage.table, args.surroundings.key.arn
    by_month = pulumi.Output.concat(table.arn, "/index/", BY_MONTH.name)
    billing = pulumi.Output.concat("arn:aws:s3:::", args.results_bucket, "/", BILLING_PREFIX, "*")
    return policy(
        allow("ReadUsage", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", on=[table.arn]),
        allow("ReadMonths", "dynamodb:Query", on=[by_month]),
        allow("DecryptUsage", "kms:Decrypt", on=[key], only_if=_through("dynamodb", args)),
        allow("PutDocuments", "s3:PutObject", on=[billing]),
        allow("EncryptDocuments", "kms:GenerateDataKey", on=[key], only_if=_through("s3", args)),
        *_bill(args.surroundings.settings.account),
    )


def _bill(account: Account) -> list[pulumi.Output[Statement]]:
    """Where the client pays AWS itself, its bill is in its own account: it is shown on the cost report, and never charged. Each question
    costs the client a cent, and a month takes three a run."""
    return [allow("ReadBill", "ce:GetCostAndUsage", on=bill_arns(account.account_id))] if account.placement.client_pays_aws else []


def _through(service: str, args: BillingReaderArgs) -> Conditions:
    """The key is used by the service on the role's behalf, never by the role itself."""
    return {"StringEquals": {"kms:ViaService": f"{service}.{args.surroundings.region}.amazonaws.com"}}


def _trust(args: BillingReaderArgs) -> pulumi.Input[str]:
    account = args.surroundings.settings.account
    document = billing_trust(account.read_by, account.external_id).to_json()
    return pulumi.Output.secret(document) if account.external_id else document


def billing_trust(account_id: str, external_id: str | None) -> PolicyDocument:
    """Who in that account may take the role is that account's own policies' affair."""
    conditions = {"StringEquals": {"sts:ExternalId": external_id}} if external_id else {}
    principals = {"AWS": (f"arn:aws:iam::{account_id}:root",)}
    return PolicyDocument(statements=(Statement(sid="Billing", principals=principals, actions=("sts:AssumeRole",), conditions=conditions),))
