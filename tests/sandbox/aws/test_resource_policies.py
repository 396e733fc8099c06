from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

NOBODY = "arn:aws:iam::111111111111:role/none"
OWN = {"AWS": "arn:aws:iam::111111111111:root"}


def document(service, **more):
    statement = {"Effect": "Allow", "Principal": OWN, "Action": f"{service}:*", "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Topics:
    service = "sns"
    code = "InvalidParameter"

    def __init__(self, aws):
        self.client = aws.client("sns")
        self.topic = self.client.create_topic(Name="alarms")["TopicArn"]

    def put(self, policy):
        self.client.set_topic_attributes(TopicArn=self.topic, AttributeName="Policy", AttributeValue=policy)

    def create(self, policy):
        self.client.create_topic(Name="other", Attributes={"Policy": policy})

    def told(self):
        return self.client.get_topic_attributes(TopicArn=self.topic)["Attributes"]["Policy"]


class Queues:
    service = "sqs"
    code = "InvalidAttributeValue"

    def __init__(self, aws):
        self.client = aws.client("sqs")
        self.url = self.client.create_queue(QueueName="uploads")["QueueUrl"]

    def put(self, policy):
        self.client.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy})

    def create(self, policy):
        self.client.create_queue(QueueName="other", Attributes={"Policy": policy})

    def told(self):
        return self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=["All"])["Attributes"]["Policy"]


class Keys:
    service = "kms"
    code = "MalformedPolicyDocumentException"

    def __init__(self, aws):
        self.client = aws.client("kms")
        self.key = self.client.create_key()["KeyMetadata"]["KeyId"]

    def put(self, policy):
        self.client.put_key_policy(KeyId=self.key, PolicyName="default", Policy=policy)

    def create(self, policy):
        self.client.create_key(Policy=policy)

    def told(self):
        return self.client.get_key_policy(KeyId=self.key, PolicyName="default")["Policy"]


@pytest.fixture(params=[Topics, Queues, Keys])
def resource(request, aws):
    return request.param(aws)


def refused(call, policy):
    with pytest.raises(ClientError) as refusal:
        call(policy)
    return refusal.value.response["Error"]


BAD = {
    "no JSON": lambda service: "{nope",
    "not an object": lambda service: "[]",
    "no statement": lambda service: json.dumps({"Version": "2012-10-17"}),
    "unknown version": lambda service: document(service).replace("2012-10-17", "2020-01-01"),
    "statement that is none": lambda service: json.dumps({"Version": "2012-10-17", "Statement": ["allow"]}),
    "unknown effect": lambda service: document(service, Effect="allow"),
    "no principal": lambda service: document(service, Principal=None),
    "principal that is none": lambda service: document(service, Principal=7),
    "no action": lambda service: document(service, Action=[]),
    "action of another service": lambda service: document(service, Action=[f"{service}:*", "s3:GetObject"]),
    "a role that is not there": lambda service: document(
        service, Principal={"AWS": ["111111111111", "arn:aws:iam::111111111111:role/none"]}
    ),
    "no service": lambda service: document(service, Principal={**OWN, "Service": "events"}),
    "no account": lambda service: document(service, Principal="acme"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_policy_that_is_none_is_refused(resource, bad):
    policy = bad(resource.service)
    resource.put(good := document(resource.service))
    assert refused(resource.put, policy)["Code"] == resource.code
    assert refused(resource.create, policy)["Code"] == resource.code
    assert json.loads(resource.told()) == json.loads(good)


@pytest.mark.parametrize(
    "more",
    [
        {"Principal": {"AWS": "*"}},
        {"Principal": {"Service": "events.amazonaws.com", **OWN}},
        {"Principal": {"AWS": ["111111111111", "arn:aws:iam::111111111111:user/admin"]}},
        {"Action": "*"},
        {"Condition": {"StringEquals": {"AWS:SourceOwner": "111111111111"}}},
    ],
)
def test_a_policy_that_aws_would_take_is_taken(resource, more):
    policy = document(resource.service, **more)
    resource.put(policy)
    resource.create(policy)
    assert json.loads(resource.told()) == json.loads(policy)


def test_sns_says_what_is_wrong(aws):
    topics = Topics(aws)
    assert refused(topics.put, BAD["no JSON"]("sns"))["Message"] == "Invalid parameter: Policy Error: null"
    assert refused(topics.put, BAD["a role that is not there"]("sns"))["Message"].endswith("PrincipalNotFound")
    assert refused(topics.put, BAD["action of another service"]("sns"))["Message"].endswith("action out of service scope!")


def test_everybody_but_one_is_refused_by_name(resource):
    error = refused(resource.put, document(resource.service, NotPrincipal=OWN))
    assert error["Code"] == "SandboxUnsupported"


def test_a_queue_loses_its_policy_when_it_is_put_empty(aws):
    queues = Queues(aws)
    queues.put(document("sqs"))
    queues.put("")
    with pytest.raises(KeyError):
        queues.told()


class TestAKeyThatNobodyCouldChangeAgain:
    LOCKED = [
        {"Principal": {"AWS": "222222222222"}},
        {"Principal": {"Service": "sns.amazonaws.com"}},
        {"Action": ["kms:Encrypt", "kms:GetKeyPolicy"]},
        {"Effect": "Deny"},
    ]

    @pytest.mark.parametrize("more", LOCKED)
    def test_it_is_refused(self, aws, more):
        keys = Keys(aws)
        for call in (keys.put, keys.create):
            error = refused(call, document("kms", **more))
            assert error["Code"] == "MalformedPolicyDocumentException"
            assert error["Message"] == "The new key policy will not allow you to update the key policy in the future."

    @pytest.mark.parametrize("action", ["kms:PutKeyPolicy", "kms:Put*", ["kms:Encrypt", "KMS:*"], "*"])
    def test_whoever_may_change_it_is_enough(self, aws, action):
        Keys(aws).put(document("kms", Action=action, Principal={"AWS": "arn:aws:iam::111111111111:user/admin"}))

    def test_it_is_taken_from_somebody_who_insists(self, aws):
        keys = Keys(aws)
        policy = document("kms", Action="kms:Encrypt")
        keys.client.put_key_policy(KeyId=keys.key, PolicyName="default", Policy=policy, BypassPolicyLockoutSafetyCheck=True)
        assert json.loads(keys.told()) == json.loads(policy)
