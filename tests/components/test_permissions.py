import json

import pulumi
import pytest

from components.permissions import allow, policy, trust
from tests.components.recording import value_of

ARN = "arn:aws:sqs:us-east-1:222222222222:q"


def document(deployment, program):
    return json.loads(value_of(deployment.deploy(program)))


def test_arns_that_are_known_later_end_up_in_the_document(deployment):
    def program():
        later = pulumi.Output.from_input(ARN)
        return policy(allow("Take", "sqs:ReceiveMessage", on=[later, "*"], only_if={"ArnEquals": {"aws:SourceArn": later}}))

    assert document(deployment, program)["Statement"] == [
        {
            "Sid": "Take",
            "Effect": "Allow",
            "Action": ["sqs:ReceiveMessage"],
            "Resource": [ARN, "*"],
            "Condition": {"ArnEquals": {"aws:SourceArn": ARN}},
        }
    ]


def test_a_service_can_be_allowed_to_use_a_resource(deployment):
    found = document(deployment, lambda: policy(allow("Sender", "sqs:SendMessage", on=[ARN], to="sns.amazonaws.com")))
    assert found["Statement"][0]["Principal"] == {"Service": ["sns.amazonaws.com"]}


@pytest.mark.parametrize(
    ("account", "condition"), [(None, None), ("222222222222", {"StringEqualsIfExists": {"aws:SourceAccount": "222222222222"}})]
)
def test_a_trusted_service_can_be_bound_to_an_account(account, condition):
    (statement,) = json.loads(trust("rekognition.amazonaws.com", account))["Statement"]
    assert statement["Principal"] == {"Service": ["rekognition.amazonaws.com"]}
    assert (statement["Action"], statement.get("Condition")) == (["sts:AssumeRole"], condition)
