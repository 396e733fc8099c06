import json

import pytest

from components.encryption_key import PUBLISHERS, EncryptionKey, EncryptionKeyArgs, key_policy
from model.policies import Use, problems

KEY = "aws:kms/key:Key"
ACCOUNT = "222222222222"


def deployed(deployment, **args):
    deployment.deploy(lambda: EncryptionKey("acme-prod", EncryptionKeyArgs(account_id=ACCOUNT, **args)))
    return deployment.one(KEY)


def test_the_key_is_rotated_every_year(deployment):
    assert deployed(deployment).inputs["enableKeyRotation"] is True


@pytest.mark.parametrize(("protect", "days"), [(False, 7), (True, 30)])
def test_a_protected_key_refuses_to_go_and_waits_longest(deployment, protect, days):
    key = deployed(deployment, protect=protect)
    assert (key.protect, key.inputs["deletionWindowInDays"]) == (protect, days)


def test_the_services_that_publish_may_use_it_on_behalf_of_this_account_only(deployment):
    statements = json.loads(deployed(deployment).inputs["policy"])["Statement"]
    services = {statement["Principal"]["Service"][0]: statement for statement in statements if "Service" in statement["Principal"]}
    assert set(services) == {f"{name}.amazonaws.com" for name in ("events", "sns", "cloudwatch", "budgets", "costalerts")}
    on_behalf = {service: statement["Condition"] for service, statement in services.items()}
    assert on_behalf.pop("sns.amazonaws.com") == {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{ACCOUNT}:*"}}
    assert all(condition == {"StringEquals": {"aws:SourceAccount": ACCOUNT}} for condition in on_behalf.values())
    for statement in services.values():
        assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]


def test_another_region_has_a_key_of_its_own_that_fewer_services_use(deployment):
    key = deployed(deployment, region="us-east-1", publishers=("budgets",))
    users = [each["Principal"] for each in json.loads(key.inputs["policy"])["Statement"][1:]]
    assert (key.inputs["region"], users) == ("us-east-1", [{"Service": ["budgets.amazonaws.com"]}])


def test_the_account_itself_stays_in_control_of_its_key():
    owner = key_policy(ACCOUNT).statements[0]
    assert owner.principals == {"AWS": (f"arn:aws:iam::{ACCOUNT}:root",)}
    assert {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CreateGrant", "kms:Decrypt"} <= set(owner.actions)


def test_its_policy_is_lawful_and_names_nobody_else():
    policy = key_policy(ACCOUNT)
    assert problems(policy, Use.RESOURCE) == []
    assert len(policy.statements) == 1 + len(PUBLISHERS)
