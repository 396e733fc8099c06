from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

ONE, OTHER = (f"arn:aws:kms:us-east-1:111111111111:key/{name}" for name in ("one", "other"))


@pytest.fixture
def logs(aws):
    client = aws.client("logs")
    client.create_log_group(logGroupName="/acme")
    client.create_log_group(logGroupName="/acme/start", kmsKeyId=ONE)
    return client


def key(logs, name):
    [found] = [each for each in logs.describe_log_groups()["logGroups"] if each["logGroupName"] == name]
    return found.get("kmsKeyId")


def test_a_group_gets_another_key_and_loses_it(logs):
    logs.associate_kms_key(logGroupName="/acme/start", kmsKeyId=OTHER)
    assert (key(logs, "/acme"), key(logs, "/acme/start")) == (None, OTHER)
    logs.disassociate_kms_key(logGroupName="/acme/start")
    assert key(logs, "/acme/start") is None


def test_a_group_that_is_not_there_is_said_to_be_missing(logs, aws):
    for account, name in (("111111111111", "/none"), ("222222222222", "/acme")):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            aws.client("logs", account).associate_kms_key(logGroupName=name, kmsKeyId=ONE)


def test_keys_of_queries_are_refused_by_name(logs):
    with pytest.raises(ClientError, match="SandboxUnsupported"):
        logs.associate_kms_key(resourceIdentifier="arn:aws:logs:us-east-1:111111111111:query-result:*", kmsKeyId=ONE)
