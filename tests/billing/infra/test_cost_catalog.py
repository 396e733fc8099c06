from billing.infra.cost_catalog import CostCatalog, CostCatalogArgs, partitions
from billing.infra.cost_export import CostExport, CostExportArgs
from billing.infra.export_columns import COLUMNS

KEY = "arn:aws:kms:us-east-1:111111111111:key/1"


def deployed(deployment):
    def program():
        export = CostExport("costs", CostExportArgs(payer_account_id="111111111111"))
        return CostCatalog("catalog", CostCatalogArgs(export=export, key_arn=KEY))

    return deployment.deploy(program)


def test_the_table_reads_what_the_export_delivers(deployment):
    deployed(deployment)
    table = deployment.one("aws:glue/catalogTable:CatalogTable").inputs
    storage = table["storageDescriptor"]
    assert storage["location"] == "s3://costs-0a1b2c3/cur/costs/data/"
    assert {column["name"]: column["type"] for column in storage["columns"]} == COLUMNS
    assert table["databaseName"] == deployment.one("aws:glue/catalogDatabase:CatalogDatabase").outputs["name"]


def test_a_month_is_a_partition_that_nobody_has_to_find():
    told = partitions("s3://b/cur/costs/data/")
    assert told["storage.location.template"] == "s3://b/cur/costs/data/BILLING_PERIOD=${billing_period}/"
    assert told["projection.billing_period.range"] == "2024-01,NOW"


def test_results_are_encrypted_and_a_question_cannot_read_without_end(deployment):
    deployed(deployment)
    workgroup = deployment.one("aws:athena/workgroup:Workgroup").inputs["configuration"]
    assert (workgroup["enforceWorkgroupConfiguration"], workgroup["bytesScannedCutoffPerQuery"]) == (True, 100_000_000_000)
    results = workgroup["resultConfiguration"]
    assert results["encryptionConfiguration"] == {"encryptionOption": "SSE_KMS", "kmsKeyArn": KEY}
    assert results["outputLocation"] == "s3://catalog-results-0a1b2c3/"
