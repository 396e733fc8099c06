from components.data_table import DataTableArgs
from components.usage_table import UsageTable


def deployed(deployment, protect=False):
    args = DataTableArgs(key_arn="arn:aws:kms:us-east-1:222222222222:key/1", protect=protect)
    deployment.deploy(lambda: UsageTable("acme-prod-usage", args))
    return deployment.one("aws:dynamodb/table:Table")


def test_its_keys_are_those_that_the_functions_write_and_billing_reads(deployment):
    table = deployed(deployment).inputs
    (index,) = table["globalSecondaryIndexes"]
    keys = [key["attributeName"] for key in index["keySchemas"]]
    assert (table["hashKey"], index["name"], keys) == ("job", "by_month", ["month", "completed_at"])


def test_protected_data_is_kept_by_pulumi_and_by_aws(deployment):
    table = deployed(deployment, protect=True)
    assert (table.protect, table.inputs["deletionProtectionEnabled"]) == (True, True)
