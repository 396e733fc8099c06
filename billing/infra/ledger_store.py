"""The table that the ledger is kept in; `billing/ledger/` knows its rows."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import LEDGER_STORE
from components.permissions import allow
from model.policies import Statement

PARTITION, SORT = "pk", "sk"


@dataclass(frozen=True, kw_only=True)
class LedgerStoreArgs:
    """What the table is told."""

    key_arn: pulumi.Input[str]
    """Key that encrypts the table. Changing it replaces nothing."""
    protect: bool = False
    """Whether the table refuses to be deleted. Changing it replaces nothing."""


class LedgerStore(pulumi.ComponentResource):
    """On demand, encrypted, restorable to any second of the last 35 days; rows never expire."""

    table: aws.dynamodb.Table

    def __init__(self, name: str, args: LedgerStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(LEDGER_STORE, name, {}, opts)
        self.table = aws.dynamodb.Table(
            name,
            billing_mode="PAY_PER_REQUEST",
            hash_key=PARTITION,
            range_key=SORT,
            attributes=[aws.dynamodb.TableAttributeArgs(name=key, type="S") for key in (PARTITION, SORT)],
            point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=True),
            server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(enabled=True, kms_key_arn=args.key_arn),
            deletion_protection_enabled=args.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        self.register_outputs({"table": self.table.name, "arn": self.table.arn})

    def may_be_kept(self) -> pulumi.Output[Statement]:
        """Lets a function read rows and write them; nothing in the ledger is ever deleted."""
        return allow("KeepLedger", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", on=[self.table.arn])
