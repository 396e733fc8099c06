"""What a case may lean on: names that are used once, and things that must exist before the resource under test."""

import itertools
import json
from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.account import ProviderAccount

NUMBERS = itertools.count(1)


class Cloud:
    """One account of the emulated AWS. `bucket`, `queue`, ... make a new one at every call, so no test sees another's."""

    def __init__(self, account: ProviderAccount) -> None:
        self.account = account
        self._key: str | None = None

    def client(self, service: str, region: str | None = None) -> BaseClient:
        return self.account.client(service, region)

    def name(self, word: str) -> str:
        return f"{word}-{next(NUMBERS)}"

    def bucket(self) -> str:
        """Name of a new bucket."""
        name = self.name("bucket")
        self.client("s3").create_bucket(Bucket=name)
        return name

    def key(self) -> str:
        """ARN of a KMS key, the same each time: moto takes long to make one."""
        if self._key is None:
            self._key = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        return self._key

    def queue(self) -> str:
        """URL of a new queue."""
        return self.client("sqs").create_queue(QueueName=self.name("queue"))["QueueUrl"]

    def queue_arn(self) -> str:
        return self.client("sqs").get_queue_attributes(QueueUrl=self.queue(), AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def topic(self) -> str:
        """ARN of a new topic."""
        return self.client("sns").create_topic(Name=self.name("topic"))["TopicArn"]

    def role(self, service: str = "lambda.amazonaws.com") -> str:
        """ARN of a new role that the service may assume."""
        trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        return self.client("iam").create_role(RoleName=self.name("role"), AssumeRolePolicyDocument=document)["Role"]["Arn"]


def policy(*actions: str, resource: str = "*", **more: Any) -> str:
    """A policy document that allows the actions to the account's own root."""
    statement = {"Sid": "Test", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": list(actions)}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Resource": resource, **more}]})
