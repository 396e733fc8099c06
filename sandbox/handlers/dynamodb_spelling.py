"""Keys, indexes, streams and encryption of a table as Pulumi and as DynamoDB spell them."""

from collections.abc import Mapping
from typing import Any

from sandbox.handlers.handler import Properties
from sandbox.handlers.spelling import Spelling

ATTRIBUTE = Spelling(name="AttributeName", type="AttributeType")
INDEX = Spelling(
    name="IndexName",
    keySchemas=("KeySchema", Spelling("attributeName", "keyType")),
)
PROJECTION = Spelling("projectionType", "nonKeyAttributes")


def indexes_by_name(inputs: Properties) -> dict[str, dict[str, Any]]:
    return {index["name"]: index_to_aws(index) for index in inputs.get("globalSecondaryIndexes") or []}


def index_to_aws(index: Mapping[str, Any]) -> dict[str, Any]:
    return {**INDEX.to_aws(index), "Projection": PROJECTION.to_aws(index)}


def index_to_pulumi(index: Mapping[str, Any]) -> dict[str, Any]:
    return {**INDEX.known(index), **PROJECTION.known(index["Projection"])}


def key_schema(inputs: Mapping[str, Any]) -> list[dict[str, str]]:
    keys = (("HASH", inputs.get("hashKey")), ("RANGE", inputs.get("rangeKey")))
    return [{"AttributeName": name, "KeyType": kind} for kind, name in keys if name]


def keys_to_pulumi(schema: list[dict[str, str]]) -> dict[str, str]:
    return {{"HASH": "hashKey", "RANGE": "rangeKey"}[key["KeyType"]]: key["AttributeName"] for key in schema}


def stream(inputs: Properties) -> dict[str, Any]:
    enabled = bool(inputs.get("streamEnabled"))
    return {"StreamEnabled": True, "StreamViewType": inputs["streamViewType"]} if enabled else {"StreamEnabled": False}


def stream_to_pulumi(table: Mapping[str, Any]) -> Properties:
    live = table.get("StreamSpecification", {})
    return {
        "streamEnabled": live.get("StreamEnabled", False),
        "streamViewType": live.get("StreamViewType"),
        "streamArn": table.get("LatestStreamArn"),
        "streamLabel": table.get("LatestStreamLabel"),
    }


def encryption(inputs: Properties) -> dict[str, Any]:
    """Without it DynamoDB encrypts with a key of its own."""
    wanted = inputs.get("serverSideEncryption") or {}
    if not wanted.get("enabled"):
        return {"Enabled": False}
    key = {"KMSMasterKeyId": wanted["kmsKeyArn"]} if wanted.get("kmsKeyArn") else {}
    return {"Enabled": True, "SSEType": "KMS", **key}


def encryption_to_pulumi(live: Mapping[str, Any]) -> dict[str, Any]:
    return {"enabled": True, "kmsKeyArn": live["KMSMasterKeyArn"]} if live.get("Status") == "ENABLED" else {"enabled": False}
