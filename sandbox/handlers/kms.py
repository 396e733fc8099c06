"""Customer-managed keys, the names that they go by, and the public half of those that have one."""

import base64
import textwrap

from botocore.client import BaseClient

from sandbox.handlers.account import ProviderAccount
from sandbox.handlers.as_written import document_as_written
from sandbox.handlers.handler import Handler, Properties, UnsupportedInput, pages
from sandbox.handlers.invokes import answers
from sandbox.handlers.tagging import Tagging
from sandbox.handlers.tags import tag_list

TAGS = Tagging(
    list_call="list_resource_tags {KeyId: of}",
    add_call="tag_resource {KeyId: of, Tags: list}",
    remove_call="untag_resource {KeyId: of, TagKeys: removed}",
    key="TagKey",
    value="TagValue",
)
POLICY_NAME = "default"
"""The only name that KMS knows for a key's policy."""


class Key(Handler):
    type = "aws:kms/key:Key"
    service = "kms"
    supported = (
        "description",
        "policy",
        "keyUsage",
        "customerMasterKeySpec",
        "multiRegion",
        "isEnabled",
        "enableKeyRotation",
        "deletionWindowInDays",
        "tags.*",
    )
    write_only = {"deletionWindowInDays": "said when the key is deleted; AWS does not know it before"}
    replace_on = frozenset({"keyUsage", "customerMasterKeySpec", "multiRegion"})
    defaults = {
        "keyUsage": "ENCRYPT_DECRYPT",
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "multiRegion": False,
        "isEnabled": True,
        "enableKeyRotation": False,
    }

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        key = aws.create_key(
            Description=inputs.get("description") or "",
            KeyUsage=inputs["keyUsage"],
            KeySpec=inputs["customerMasterKeySpec"],
            MultiRegion=inputs["multiRegion"],
            Tags=tag_list(inputs, "TagKey", "TagValue"),
            **({"Policy": inputs["policy"]} if inputs.get("policy") else {}),
        )["KeyMetadata"]["KeyId"]
        _switch(aws, key, inputs)
        return str(key)

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        """A key that waits for its deletion counts as gone."""
        key = aws.describe_key(KeyId=id)["KeyMetadata"]
        if key["KeyState"] == "PendingDeletion":
            return None
        policy = aws.get_key_policy(KeyId=id, PolicyName=POLICY_NAME)["Policy"]
        return {
            "keyId": id,
            "arn": key["Arn"],
            "description": key["Description"],
            "policy": document_as_written(policy, state.get("policy")),
            "keyUsage": key["KeyUsage"],
            "customerMasterKeySpec": key["KeySpec"],
            "multiRegion": key["MultiRegion"],
            "isEnabled": key["Enabled"],
            "enableKeyRotation": aws.get_key_rotation_status(KeyId=id)["KeyRotationEnabled"],
            **TAGS.read(aws, id),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """Description and policy stay when the program no longer gives them, as the provider has it."""
        if new["isEnabled"]:
            aws.enable_key(KeyId=id)  # a disabled key takes no other change
        if new.get("policy"):
            aws.put_key_policy(KeyId=id, PolicyName=POLICY_NAME, Policy=new["policy"])
        if new.get("description"):
            aws.update_key_description(KeyId=id, Description=new["description"])
        TAGS.update(aws, id, old, new)
        _switch(aws, id, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.schedule_key_deletion(KeyId=id, PendingWindowInDays=state.get("deletionWindowInDays") or 30)


def _switch(aws: BaseClient, key: str, inputs: Properties) -> None:
    """Rotation first: a disabled key cannot be told to rotate."""
    if inputs["enableKeyRotation"]:
        aws.enable_key_rotation(KeyId=key)
    elif aws.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]:
        aws.disable_key_rotation(KeyId=key)
    if not inputs["isEnabled"]:
        aws.disable_key(KeyId=key)


class Alias(Handler):
    """An alias has to be named: a generated name would lack the `alias/` that every name begins with."""

    type = "aws:kms/alias:Alias"
    service = "kms"
    supported = ("name", "targetKeyId")
    replace_on = frozenset({"name"})

    def check(self, inputs: Properties) -> None:
        super().check(inputs)
        if not (inputs.get("name") or "").startswith("alias/"):
            raise UnsupportedInput(f"{self.type}: give it a name that begins with alias/; {inputs.get('name')!r} does not")

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.create_alias(AliasName=inputs["name"], TargetKeyId=inputs["targetKeyId"])
        return str(inputs["name"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        alias = next((each for each in pages(aws, "list_aliases", "Aliases") if each["AliasName"] == id), None)
        if alias is None:
            return None
        target, known = alias["TargetKeyId"], state.get("targetKeyId") or ""
        return {
            "name": id,
            "arn": alias["AliasArn"],
            "targetKeyId": known if known.endswith(target) else target,  # a program may give the key's id or its ARN
            "targetKeyArn": aws.describe_key(KeyId=target)["KeyMetadata"]["Arn"],
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        aws.update_alias(AliasName=id, TargetKeyId=new["targetKeyId"])

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_alias(AliasName=id)


@answers("aws:kms/getPublicKey:getPublicKey", "keyId")
def get_public_key(account: ProviderAccount, args: Properties) -> Properties:
    """The public key in DER, as base64, and in PEM."""
    kms = account.client("kms", args.get("region"))
    key = kms.describe_key(KeyId=args["keyId"])["KeyMetadata"]
    text = base64.b64encode(kms.get_public_key(KeyId=args["keyId"])["PublicKey"]).decode()
    return {
        "id": key["Arn"],
        "arn": key["Arn"],
        "keyId": args["keyId"],
        "publicKey": text,
        "publicKeyPem": "\n".join(["-----BEGIN PUBLIC KEY-----", *textwrap.wrap(text, 64), "-----END PUBLIC KEY-----", ""]),
        "keyUsage": key["KeyUsage"],
        "customerMasterKeySpec": key["KeySpec"],
        "signingAlgorithms": key.get("SigningAlgorithms", []),
        "encryptionAlgorithms": key.get("EncryptionAlgorithms", []),
    }
