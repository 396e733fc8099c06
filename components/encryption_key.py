"""The key that encrypts what an environment keeps and passes on."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component_types import ENCRYPTION_KEY
from components.permissions import allow
from model.policies import PolicyDocument, Statement

PUBLISHERS = ("events", "sns", "cloudwatch", "budgets", "costalerts")
"""Services that put messages into encrypted queues and topics by themselves, not in anybody's name."""
USE = ("kms:Decrypt", "kms:GenerateDataKey")
OWN = (  # what an account may do with its own key; `kms:*` would include what this program never needs
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DeleteAlias",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:Get*",
    "kms:List*",
    "kms:PutKeyPolicy",
    "kms:ReEncrypt*",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
)
SHORTEST_WAIT, LONGEST_WAIT = 7, 30
"""Days between the order to delete a key and its end (KMS API reference, ScheduleKeyDeletion)."""


@dataclass(frozen=True, kw_only=True)
class EncryptionKeyArgs:
    """What a key is told."""

    account_id: str
    """Account of the environment. Never changes under a stack."""
    publishers: Sequence[str] = PUBLISHERS
    """Services that may use the key by themselves, such as `cloudwatch`. Changing them replaces nothing."""
    region: str | None = None
    """Where the key is; default: where the environment is. Changing it replaces the key."""
    protect: bool = False
    """Whether the key refuses to be deleted, and waits 30 days instead of 7 once it may be: without it the data is gone. Changing it
    replaces nothing."""


class EncryptionKey(pulumi.ComponentResource):
    """One customer-managed key for buckets, tables, queues and topics of an environment, with yearly rotation.

    Costs 1 USD a month, and another after each of the first two rotations (aws.amazon.com/kms/pricing).
    """

    key: aws.kms.Key

    def __init__(self, name: str, args: EncryptionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(ENCRYPTION_KEY, name, {}, opts)
        self.key = aws.kms.Key(
            name,
            description=f"Data, queues and topics of {name}",
            enable_key_rotation=True,
            deletion_window_in_days=LONGEST_WAIT if args.protect else SHORTEST_WAIT,
            policy=key_policy(args.account_id, args.publishers).to_json(),
            region=args.region,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        self.arn = self.key.arn
        self.register_outputs({"arn": self.arn})

    def may_be_used(self) -> pulumi.Output[Statement]:
        """Lets a role read and write what the key encrypts."""
        return allow("UseKey", *USE, on=[self.arn])


def key_policy(account_id: str, publishers: Sequence[str] = PUBLISHERS) -> PolicyDocument:
    """Who may use the key. `*` is the key itself: a key policy can name nothing else."""
    return PolicyDocument(statements=(_owner(account_id), *(_publisher(service, account_id) for service in publishers)))


def _owner(account_id: str) -> Statement:
    """The account's own roles, as far as their policies allow it; without this statement nobody could ever change the key again."""
    return Statement(sid="Account", principals={"AWS": (f"arn:aws:iam::{account_id}:root",)}, actions=OWN, resources=("*",))


def _publisher(service: str, account_id: str) -> Statement:
    """SNS says from which topic it delivers, and not from which account (SNS developer guide, encrypted queues as subscribers)."""
    from_topics = {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{account_id}:*"}}
    return Statement(
        sid=service.capitalize(),
        principals={"Service": (f"{service}.amazonaws.com",)},
        actions=USE,
        resources=("*",),
        conditions=from_topics if service == "sns" else {"StringEquals": {"aws:SourceAccount": account_id}},
    )
