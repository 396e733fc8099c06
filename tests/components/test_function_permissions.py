import json

import pulumi_aws as aws

from components.function_permissions import base_permissions
from components.permissions import policy
from tests.components.environments import ISOLATED, surroundings
from tests.components.recording import value_of


def permissions(deployment, **around):
    def program():
        return policy(*base_permissions(surroundings(**around), aws.cloudwatch.LogGroup("sweep", name="/aws/lambda/acme-prod-sweep")))

    statements = json.loads(value_of(deployment.deploy(program)))["Statement"]
    return {statement["Sid"]: statement for statement in statements}


def test_a_function_writes_to_its_own_log_group_and_uses_the_one_key(deployment):
    found = permissions(deployment)
    assert set(found) == {"WriteLogs", "Trace", "UseKey"}
    assert found["WriteLogs"]["Resource"] == ["arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/acme-prod-sweep:log-stream:*"]
    assert found["UseKey"]["Resource"] == [deployment.one("aws:kms/key:Key").arn]


def test_in_a_network_lambda_attaches_the_function_and_its_code_cannot(deployment):
    found = permissions(deployment, network=ISOLATED)
    assert (found["Attach"]["Effect"], found["NotByCode"]["Effect"]) == ("Allow", "Deny")
    assert found["NotByCode"]["Action"] == found["Attach"]["Action"]
    own = "arn:aws:lambda:us-east-1:222222222222:function:acme-prod-*"
    assert found["NotByCode"]["Condition"] == {"ArnLike": {"lambda:SourceFunctionArn": own}}
