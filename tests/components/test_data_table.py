import pulumi
import pytest

from components.data_table import DataTableArgs, Index, data_table

KEY = "arn:aws:kms:us-east-1:222222222222:key/1"


def deployed(deployment, **args):
    index = Index(name="by_b", hash_key="b", range_key="c")
    deployment.deploy(lambda: data_table("things", "a", index, DataTableArgs(key_arn=KEY, **args), pulumi.ResourceOptions()))
    return deployment.one("aws:dynamodb/table:Table").inputs


def test_a_table_is_paid_by_use_encrypted_restorable_and_forgets_by_itself(deployment):
    table = deployed(deployment)
    assert table["billingMode"] == "PAY_PER_REQUEST"
    assert table["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": KEY}
    assert table["pointInTimeRecovery"] == {"enabled": True}
    assert table["ttl"] == {"attributeName": "expires", "enabled": True}


def test_its_index_carries_every_attribute(deployment):
    table = deployed(deployment)
    (index,) = table["globalSecondaryIndexes"]
    assert (index["name"], index["projectionType"]) == ("by_b", "ALL")
    assert [(key["attributeName"], key["keyType"]) for key in index["keySchemas"]] == [("b", "HASH"), ("c", "RANGE")]
    assert table["hashKey"] == "a"
    assert {each["name"]: each["type"] for each in table["attributes"]} == {"a": "S", "b": "S", "c": "S"}


@pytest.mark.parametrize("protect", [True, False])
def test_a_protected_table_refuses_to_be_deleted(deployment, protect):
    assert deployed(deployment, protect=protect)["deletionProtectionEnabled"] is protect
