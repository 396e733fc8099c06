import pytest
from botocore.exceptions import ClientError

from sandbox.handlers import lifecycle
from sandbox.handlers.handler import UnsupportedInput
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract, Resource


def videos(cloud, **more):
    return {
        "hashKey": "video",
        "rangeKey": "version",
        "attributes": [
            {"name": "video", "type": "S"},
            {"name": "version", "type": "S"},
            {"name": "state", "type": "S"},
            {"name": "updated", "type": "N"},
        ],
        "globalSecondaryIndexes": [
            {"name": "by_state", "keySchemas": keys("state"), "projectionType": "ALL"},
            {"name": "by_time", "keySchemas": keys("updated"), "projectionType": "INCLUDE", "nonKeyAttributes": ["seconds", "bucket"]},
        ],
        "billingMode": "PAY_PER_REQUEST",
        "ttl": {"attributeName": "expires", "enabled": True},
        "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 7},
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": cloud.key()},
        "streamEnabled": True,
        "streamViewType": "NEW_AND_OLD_IMAGES",
        "deletionProtectionEnabled": False,
        "tags": {"Client": "Acme", "Project": "Vehicle"},
        **more,
    }


def update(**parameters):
    return lambda aws, it: aws.update_table(TableName=it["id"], **parameters)


def keys(*attributes):
    return [{"attributeName": name, "keyType": kind} for name, kind in zip(attributes, ("HASH", "RANGE"), strict=False)]


def create_index(aws, table, name, keys, **projection):
    schema = [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
    aws.update_table(
        TableName=table,
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "B"} for each in ("video", "version", "client", "month")],
        GlobalSecondaryIndexUpdates=[{"Create": {"IndexName": name, "KeySchema": schema, "Projection": projection}}],
    )


def other_indexes(aws, it):
    for name in ("by_state", "by_time"):
        aws.update_table(TableName=it["id"], GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": name}}])
    create_index(aws, it["id"], "by_client", ["client"], ProjectionType="KEYS_ONLY")
    create_index(aws, it["id"], "by_month", ["client", "month"], ProjectionType="INCLUDE", NonKeyAttributes=["another"])


def expire(attribute, enabled):
    setting = {"AttributeName": attribute, "Enabled": enabled}
    return lambda aws, it: aws.update_time_to_live(TableName=it["id"], TimeToLiveSpecification=setting)


def recover(**setting):
    return lambda aws, it: aws.update_continuous_backups(TableName=it["id"], PointInTimeRecoverySpecification=setting)


STREAM_OFF, NO_EXPIRY = update(StreamSpecification={"StreamEnabled": False}), expire("expires", False)


class TestTables(HandlerContract):
    cases = (
        Case(
            "aws:dynamodb/table:Table",
            inputs=videos,
            drifts=(
                Drift("attributes[].name", "client", other_indexes),
                Drift("attributes[].type", "B", other_indexes),
                Drift("globalSecondaryIndexes[].name", "by_client", other_indexes),
                Drift("globalSecondaryIndexes[].keySchemas[].attributeName", "client", other_indexes),
                Drift("globalSecondaryIndexes[].keySchemas[].keyType", "RANGE", other_indexes),
                Drift("globalSecondaryIndexes[].projectionType", "KEYS_ONLY", other_indexes),
                Drift("globalSecondaryIndexes[].nonKeyAttributes", ["another"], other_indexes),
                Drift(
                    "billingMode",
                    "PROVISIONED",
                    update(BillingMode="PROVISIONED", ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}),
                ),
                Drift("ttl.enabled", False, NO_EXPIRY),
                Drift("ttl.attributeName", GONE, NO_EXPIRY),
                Drift("pointInTimeRecovery.enabled", False, recover(PointInTimeRecoveryEnabled=False)),
                Drift("pointInTimeRecovery.recoveryPeriodInDays", 9, recover(PointInTimeRecoveryEnabled=True, RecoveryPeriodInDays=9)),
                Drift("serverSideEncryption.enabled", False, update(SSESpecification={"Enabled": False})),
                Drift(
                    "serverSideEncryption.kmsKeyArn",
                    "alias/another",
                    update(SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/another"}),
                ),
                Drift("streamEnabled", False, STREAM_OFF),
                Drift("streamViewType", GONE, STREAM_OFF),
                Drift("deletionProtectionEnabled", True, update(DeletionProtectionEnabled=True)),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(ResourceArn=it["arn"], TagKeys=["Project"])),
            ),
            required=("attributes", "globalSecondaryIndexes", "billingMode"),
        ),
    )


@pytest.fixture
def small(cloud):
    attributes = [{"name": "job", "type": "S"}, {"name": "month", "type": "S"}]
    return {"hashKey": "job", "attributes": attributes[:1], "billingMode": "PAY_PER_REQUEST"}, attributes


def test_indexes_come_change_and_go_while_the_table_stays(cloud, small):
    inputs, attributes = small
    usage = Resource(Case("aws:dynamodb/table:Table", inputs=lambda cloud: inputs), cloud)
    by_month = {"name": "by_month", "keySchemas": keys("month", "job"), "projectionType": "ALL"}
    usage.update({**usage.inputs, "attributes": attributes, "globalSecondaryIndexes": [by_month]})
    assert usage.refresh()["globalSecondaryIndexes"] == [by_month]
    by_month = {**by_month, "projectionType": "KEYS_ONLY"}
    usage.update({**usage.inputs, "attributes": attributes, "globalSecondaryIndexes": [by_month]})
    assert usage.refresh()["globalSecondaryIndexes"] == [by_month]
    usage.update({**usage.inputs, "attributes": attributes[:1]})
    assert usage.refresh()["globalSecondaryIndexes"] == []


def test_a_protected_table_is_not_deleted(cloud, small):
    usage = Resource(Case("aws:dynamodb/table:Table", inputs=lambda cloud: {**small[0], "deletionProtectionEnabled": True}), cloud)
    with pytest.raises(ClientError, match="DeletionProtectionEnabled"):
        lifecycle.delete(usage.handler, cloud.account, usage.id, usage.state)
    assert usage.read() is not None


@pytest.mark.parametrize("mode", [{}, {"billingMode": "PROVISIONED"}])
def test_provisioned_capacity_is_refused(cloud, small, mode):
    given = {**small[0], "billingMode": None, **mode}
    with pytest.raises(UnsupportedInput, match="only billingMode PAY_PER_REQUEST"):
        Resource(Case("aws:dynamodb/table:Table", inputs=lambda cloud: given), cloud)
