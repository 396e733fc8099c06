"""The key that signs closed books, so that anybody can tell a genuine certificate from another."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import SIGNING_KEY
from components.encryption_key import LONGEST_WAIT, SHORTEST_WAIT
from components.permissions import allow
from model.policies import PolicyDocument, Statement

SPEC = "ECC_NIST_P256"
"""Curve of the key. Its signatures are 70 bytes, and every common library verifies them."""
OWN = (  # what the account may do with it; Sign is the permission of those that name it in a policy of their own
    "kms:CancelKeyDeletion",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:Sign",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
    "kms:Verify",
)


@dataclass(frozen=True, kw_only=True)
class SigningKeyArgs:
    """What the key is told."""

    account_id: str
    """The payer's account."""
    protect: bool = False
    """Whether the key refuses to be deleted, and waits 30 days instead of 7 once it may be. Changing it replaces nothing."""


class SigningKey(pulumi.ComponentResource):
    """An asymmetric key whose private half never leaves KMS. It costs 1 USD a month (aws.amazon.com/kms/pricing).

    It does not rotate: a new key would make a new public half, and certificates name theirs.
    """

    key: aws.kms.Key
    public_key: pulumi.Output[str]
    """The public half in PEM: what certificates are verified with."""

    def __init__(self, name: str, args: SigningKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(SIGNING_KEY, name, {}, opts)
        self.key = aws.kms.Key(
            name,
            description="Signs the closed books of billing",
            key_usage="SIGN_VERIFY",
            customer_master_key_spec=SPEC,
            deletion_window_in_days=LONGEST_WAIT if args.protect else SHORTEST_WAIT,
            policy=signing_policy(args.account_id).to_json(),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        public = aws.kms.get_public_key_output(key_id=self.key.key_id, opts=pulumi.InvokeOutputOptions(parent=self))
        self.public_key = public.public_key_pem
        self.arn = self.key.arn
        self.register_outputs({"arn": self.arn, "public_key": self.public_key})

    def may_sign(self) -> pulumi.Output[Statement]:
        """Lets a role sign, and ask for the public half."""
        return allow("Sign", "kms:Sign", "kms:GetPublicKey", on=[self.arn])


def signing_policy(account_id: str) -> PolicyDocument:
    """The account's own roles, as far as their policies allow it. `*` is the key itself: a key policy can name nothing else."""
    own = Statement(sid="Account", principals={"AWS": (f"arn:aws:iam::{account_id}:root",)}, actions=OWN, resources=("*",))
    return PolicyDocument(statements=(own,))
