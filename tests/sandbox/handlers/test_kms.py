import base64

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from sandbox.handlers import lifecycle
from sandbox.handlers.handler import UnsupportedInput
from sandbox.handlers.invokes import invoke
from tests.sandbox.handlers.cloud import policy
from tests.sandbox.handlers.drift import Case, Drift, HandlerContract, Resource

ANOTHER = policy("kms:*", "kms:Decrypt")


def key(cloud, **more):
    return {
        "description": "data of acme-prod",
        "policy": policy("kms:*"),
        "keyUsage": "ENCRYPT_DECRYPT",
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "multiRegion": True,
        "enableKeyRotation": True,
        "deletionWindowInDays": 7,
        "tags": {"Client": "Acme", "Project": "Vehicle"},
        **more,
    }


def signing_key(cloud):
    return key(cloud, keyUsage="SIGN_VERIFY", customerMasterKeySpec="ECC_NIST_P256", enableKeyRotation=False, multiRegion=False)


MADE = {}
"""The key that the latest drift pointed an alias to."""


def point_to_another_key(aws, it):
    MADE["key"] = aws.create_key()["KeyMetadata"]["KeyId"]
    aws.update_alias(AliasName=it["id"], TargetKeyId=MADE["key"])


class TestKeys(HandlerContract):
    cases = (
        Case(
            "aws:kms/key:Key",
            inputs=lambda cloud: key(cloud),
            drifts=(
                Drift("description", "another", lambda aws, it: aws.update_key_description(KeyId=it["id"], Description="another")),
                Drift(
                    "policy",
                    ANOTHER,
                    lambda aws, it: aws.put_key_policy(KeyId=it["id"], PolicyName="default", Policy=ANOTHER),
                ),
                Drift("isEnabled", False, lambda aws, it: aws.disable_key(KeyId=it["id"])),
                Drift("enableKeyRotation", False, lambda aws, it: aws.disable_key_rotation(KeyId=it["id"])),
                Drift(
                    "tags.*",
                    {"Client": "Globex", "Project": "Vehicle", "Added": "by hand"},
                    lambda aws, it: aws.tag_resource(
                        KeyId=it["id"], Tags=[{"TagKey": "Client", "TagValue": "Globex"}, {"TagKey": "Added", "TagValue": "by hand"}]
                    ),
                ),
            ),
            computed=("description", "policy"),
        ),
        Case("aws:kms/key:Key", inputs=lambda cloud: key(cloud, isEnabled=False), note="switched off"),
        Case("aws:kms/key:Key", inputs=signing_key, note="that signs"),
        Case(
            "aws:kms/alias:Alias",
            inputs=lambda cloud: {"name": cloud.name("alias/acme"), "targetKeyId": cloud.key().rpartition("/")[2]},
            drifts=(Drift("targetKeyId", lambda it: MADE.get("key"), point_to_another_key),),
            required=("targetKeyId",),
        ),
    )


ALIAS = "aws:kms/alias:Alias"


def test_a_deleted_key_waits_for_as_long_as_the_program_said(cloud):
    made = Resource(TestKeys.cases[0], cloud)
    lifecycle.delete(made.handler, cloud.account, made.id, made.state)
    waiting = cloud.client("kms").describe_key(KeyId=made.id)["KeyMetadata"]
    assert waiting["KeyState"] == "PendingDeletion"
    assert (waiting["DeletionDate"] - waiting["CreationDate"]).days in (6, 7)


@pytest.mark.parametrize("name", [{}, {"name": "acme"}])
def test_an_alias_of_another_form_is_refused(cloud, name):
    with pytest.raises(UnsupportedInput, match="begins with alias/"):
        Resource(Case(ALIAS, inputs=lambda cloud: {**name, "targetKeyId": cloud.key()}), cloud)


def test_an_alias_says_its_key_as_the_program_does_and_as_an_arn(cloud):
    arn = cloud.key()
    for spelled in (arn, arn.rpartition("/")[2]):
        made = Resource(Case(ALIAS, inputs=lambda cloud, key=spelled: {"name": cloud.name("alias/acme"), "targetKeyId": key}), cloud)
        assert (made.state["targetKeyId"], made.state["targetKeyArn"]) == (spelled, arn)


def test_the_public_half_of_a_key_verifies_what_the_key_signs(cloud):
    made = Resource(Case("aws:kms/key:Key", inputs=signing_key), cloud)
    kms = cloud.client("kms")
    signature = kms.sign(KeyId=made.id, Message=b"closed book", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    told = invoke("aws:kms/getPublicKey:getPublicKey", cloud.account, {"keyId": made.id})
    public = load_pem_public_key(told["publicKeyPem"].encode())
    public.verify(signature, b"closed book", ec.ECDSA(hashes.SHA256()))
    assert public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == base64.b64decode(told["publicKey"])
    assert (told["keyUsage"], told["customerMasterKeySpec"]) == ("SIGN_VERIFY", "ECC_NIST_P256")
