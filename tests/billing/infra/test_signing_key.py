import json

from billing.infra.signing_key import SigningKey, SigningKeyArgs
from tests.billing.infra.recording import BillingDeployment
from tests.components.recording import value_of


def deployed(protect=True):
    deployment = BillingDeployment()
    args = SigningKeyArgs(account_id="111111111111", protect=protect)
    return deployment, deployment.deploy(lambda: SigningKey("signing", args))


def test_it_signs_and_does_nothing_else():
    key = deployed()[0].one("aws:kms/key:Key").inputs
    assert (key["keyUsage"], key["customerMasterKeySpec"]) == ("SIGN_VERIFY", "ECC_NIST_P256")
    assert "enableKeyRotation" not in key


def test_its_public_half_is_told():
    _, key = deployed()
    assert value_of(key.public_key) == "public half of signing-0a1b2c3"


def test_certificates_outlive_a_slip_of_the_hand():
    kept, gone = deployed()[0].one("aws:kms/key:Key"), deployed(protect=False)[0].one("aws:kms/key:Key")
    assert (kept.protect, kept.inputs["deletionWindowInDays"]) == (True, 30)
    assert (gone.protect, gone.inputs["deletionWindowInDays"]) == (False, 7)


def test_nobody_but_the_account_is_named_in_its_policy():
    (statement,) = json.loads(deployed()[0].one("aws:kms/key:Key").inputs["policy"])["Statement"]
    assert statement["Principal"] == {"AWS": ["arn:aws:iam::111111111111:root"]}
    assert "kms:*" not in statement["Action"]


def test_whoever_may_sign_may_sign_with_this_key_alone():
    deployment, key = deployed()
    assert value_of(key.may_sign()).resources == [deployment.one("aws:kms/key:Key").arn]
