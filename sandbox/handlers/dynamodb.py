"""On-demand DynamoDB tables."""

from collections.abc import Iterator
from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.as_written import set_as_written
from sandbox.handlers.dynamodb_spelling import (
    ATTRIBUTE,
    encryption,
    encryption_to_pulumi,
    index_to_aws,
    index_to_pulumi,
    indexes_by_name,
    key_schema,
    keys_to_pulumi,
    stream,
    stream_to_pulumi,
)
from sandbox.handlers.handler import Handler, Properties, UnsupportedInput
from sandbox.handlers.tagging import Tagging
from sandbox.handlers.tags import tag_list

TAGS = Tagging(
    list_call="list_tags_of_resource {ResourceArn: of}",
    add_call="tag_resource {ResourceArn: of, Tags: list}",
    remove_call="untag_resource {ResourceArn: of, TagKeys: removed}",
)


class Table(Handler):
    """A table that is paid per request; provisioned capacity is refused."""

    type = "aws:dynamodb/table:Table"
    service = "dynamodb"
    name_input = "name"
    longest_name = 255
    supported = (
        "name",
        "hashKey",
        "rangeKey",
        "attributes[].name",
        "attributes[].type",
        "globalSecondaryIndexes[].name",
        "globalSecondaryIndexes[].keySchemas[].attributeName",
        "globalSecondaryIndexes[].keySchemas[].keyType",
        "globalSecondaryIndexes[].projectionType",
        "globalSecondaryIndexes[].nonKeyAttributes",
        "billingMode",
        "ttl.attributeName",
        "ttl.enabled",
        "pointInTimeRecovery.enabled",
        "pointInTimeRecovery.recoveryPeriodInDays",
        "serverSideEncryption.enabled",
        "serverSideEncryption.kmsKeyArn",
        "streamEnabled",
        "streamViewType",
        "deletionProtectionEnabled",
        "tags.*",
    )
    computed = ("pointInTimeRecovery.recoveryPeriodInDays", "serverSideEncryption.kmsKeyArn")
    replace_on = frozenset({"name", "hashKey", "rangeKey"})
    defaults = {"deletionProtectionEnabled": False}

    def check(self, inputs: Properties) -> None:
        super().check(inputs)
        if inputs.get("billingMode") != "PAY_PER_REQUEST":
            raise UnsupportedInput(f"{self.type}: the sandbox supports only billingMode PAY_PER_REQUEST, not {inputs.get('billingMode')}")

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        optional = {
            "GlobalSecondaryIndexes": [index_to_aws(index) for index in inputs.get("globalSecondaryIndexes") or []],
            "Tags": tag_list(inputs),
        }
        aws.create_table(
            TableName=inputs["name"],
            KeySchema=key_schema(inputs),
            AttributeDefinitions=[ATTRIBUTE.to_aws(each) for each in inputs["attributes"]],
            BillingMode=inputs["billingMode"],
            StreamSpecification=stream(inputs),
            SSESpecification=encryption(inputs),
            DeletionProtectionEnabled=inputs["deletionProtectionEnabled"],
            **{parameter: value for parameter, value in optional.items() if value},
        )
        keep_settings(aws, inputs["name"], {}, inputs)
        return str(inputs["name"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        table = aws.describe_table(TableName=id)["Table"]
        keys = keys_to_pulumi(table["KeySchema"])
        attributes = [ATTRIBUTE.known(each) for each in table["AttributeDefinitions"]]
        indexes = [index_to_pulumi(index) for index in table.get("GlobalSecondaryIndexes") or []]
        return {
            "name": id,
            "arn": table["TableArn"],
            "hashKey": keys["hashKey"],
            "rangeKey": keys.get("rangeKey"),
            "attributes": set_as_written(attributes, state.get("attributes")),
            "globalSecondaryIndexes": set_as_written(indexes, state.get("globalSecondaryIndexes")),
            "billingMode": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
            "deletionProtectionEnabled": table.get("DeletionProtectionEnabled", False),
            "serverSideEncryption": encryption_to_pulumi(table.get("SSEDescription", {})),
            **stream_to_pulumi(table),
            **settings_to_pulumi(aws, id),
            **TAGS.read(aws, table["TableArn"]),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        for change in changes(old, new):  # DynamoDB takes one of them a call
            aws.update_table(TableName=id, **change)
        keep_settings(aws, id, old, new)
        TAGS.update(aws, aws.describe_table(TableName=id)["Table"]["TableArn"], old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_table(TableName=id)


def changes(old: Properties, new: Properties) -> Iterator[dict[str, Any]]:
    """Parameters of each `update_table` that leads from the old inputs to the new ones."""
    if old.get("billingMode") != new["billingMode"]:
        yield {"BillingMode": new["billingMode"]}
    yield from index_changes(old, new)
    yield from stream_changes(old, new)
    if encryption(old) != encryption(new):
        yield {"SSESpecification": encryption(new)}
    if old.get("deletionProtectionEnabled") != new["deletionProtectionEnabled"]:
        yield {"DeletionProtectionEnabled": new["deletionProtectionEnabled"]}


def index_changes(old: Properties, new: Properties) -> Iterator[dict[str, Any]]:
    """An index cannot be changed: one that differs is deleted and made again."""
    before, after = indexes_by_name(old), indexes_by_name(new)
    for name in before:
        if before[name] != after.get(name):
            yield {"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": name}}]}
    for name in after:
        if after[name] != before.get(name):
            attributes = [ATTRIBUTE.to_aws(each) for each in new["attributes"]]
            yield {"AttributeDefinitions": attributes, "GlobalSecondaryIndexUpdates": [{"Create": after[name]}]}


def stream_changes(old: Properties, new: Properties) -> Iterator[dict[str, Any]]:
    """A stream's view cannot be changed: another one is another stream."""
    before, after = stream(old), stream(new)
    if before != after and before["StreamEnabled"]:
        yield {"StreamSpecification": {"StreamEnabled": False}}
    if before != after and after["StreamEnabled"]:
        yield {"StreamSpecification": after}


def keep_settings(aws: BaseClient, table: str, old: Properties, new: Properties) -> None:
    """Expiry and point-in-time recovery have calls of their own. DynamoDB refuses to switch off an expiry that is not on."""
    expiry, before = new.get("ttl") or {}, old.get("ttl") or {}
    if expiry.get("enabled") or before.get("enabled"):
        chosen = expiry if expiry.get("enabled") else before
        wanted = {"Enabled": bool(expiry.get("enabled")), "AttributeName": chosen["attributeName"]}
        aws.update_time_to_live(TableName=table, TimeToLiveSpecification=wanted)
    recovery = new.get("pointInTimeRecovery") or {}
    if recovery.get("enabled") or (old.get("pointInTimeRecovery") or {}).get("enabled"):
        days = {"RecoveryPeriodInDays": recovery["recoveryPeriodInDays"]} if recovery.get("recoveryPeriodInDays") else {}
        specification = {"PointInTimeRecoveryEnabled": bool(recovery.get("enabled")), **days}
        aws.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=specification)


def settings_to_pulumi(aws: BaseClient, table: str) -> Properties:
    expiry = aws.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    backups = aws.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    recovers = backups["PointInTimeRecoveryStatus"] == "ENABLED"
    days = {"recoveryPeriodInDays": backups["RecoveryPeriodInDays"]} if recovers and "RecoveryPeriodInDays" in backups else {}
    expires = expiry["TimeToLiveStatus"] == "ENABLED"
    return {
        "ttl": {"enabled": True, "attributeName": expiry["AttributeName"]} if expires else {"enabled": False},
        "pointInTimeRecovery": {"enabled": recovers, **days},
    }
