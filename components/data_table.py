"""What the tables of an environment have in common: on demand, encrypted, restorable to any second, forgetting on time."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

EXPIRES = "expires"
"""Attribute, in epoch seconds, after which DynamoDB deletes a row."""


@dataclass(frozen=True, kw_only=True)
class DataTableArgs:
    """What a table is told."""

    key_arn: pulumi.Input[str]
    """Key that encrypts the table. Changing it replaces nothing."""
    protect: bool = False
    """Whether the table refuses to be deleted. Changing it replaces nothing."""


@dataclass(frozen=True, kw_only=True)
class Index:
    """A second order in which rows can be read; it carries every attribute. Any change builds the index anew."""

    name: str
    """What queries ask for."""
    hash_key: str
    """Attribute whose value a query names."""
    range_key: str
    """Attribute that orders what it finds."""


def data_table(name: str, hash_key: str, index: Index, args: DataTableArgs, opts: pulumi.ResourceOptions) -> aws.dynamodb.Table:
    """A table whose keys are all strings."""
    return aws.dynamodb.Table(
        name,
        billing_mode="PAY_PER_REQUEST",
        hash_key=hash_key,
        attributes=[aws.dynamodb.TableAttributeArgs(name=key, type="S") for key in (hash_key, index.hash_key, index.range_key)],
        global_secondary_indexes=[_index(index)],
        ttl=aws.dynamodb.TableTtlArgs(attribute_name=EXPIRES, enabled=True),
        point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=True),
        server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(enabled=True, kms_key_arn=args.key_arn),
        deletion_protection_enabled=args.protect,
        opts=opts,
    )


def _index(index: Index) -> aws.dynamodb.TableGlobalSecondaryIndexArgs:
    keys = {index.hash_key: "HASH", index.range_key: "RANGE"}
    return aws.dynamodb.TableGlobalSecondaryIndexArgs(
        name=index.name,
        projection_type="ALL",
        key_schemas=[
            aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(attribute_name=name, key_type=kind) for name, kind in keys.items()
        ],
    )
