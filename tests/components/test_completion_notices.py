import json

from components.completion_notices import CompletionNotices
from tests.components.environments import surroundings


def deployed(deployment):
    deployment.deploy(lambda: CompletionNotices("acme-prod-completions", surroundings()))
    return deployment.one("aws:sns/topic:Topic")


def test_notices_are_encrypted(deployment):
    assert deployed(deployment).inputs["kmsMasterKeyId"] == deployment.one("aws:kms/key:Key").arn


def test_rekognition_may_take_the_role_for_this_account_only(deployment):
    deployed(deployment)
    (statement,) = json.loads(deployment.one("aws:iam/role:Role").inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": ["rekognition.amazonaws.com"]}
    assert statement["Condition"] == {"StringEqualsIfExists": {"aws:SourceAccount": "222222222222"}}


def test_it_may_publish_to_this_topic_with_this_key_and_do_nothing_else(deployment):
    topic = deployed(deployment)
    statements = json.loads(deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])["Statement"]
    assert [(each["Action"], each["Resource"]) for each in statements] == [
        (["sns:Publish"], [topic.arn]),
        (["kms:Decrypt", "kms:GenerateDataKey"], [deployment.one("aws:kms/key:Key").arn]),
    ]
