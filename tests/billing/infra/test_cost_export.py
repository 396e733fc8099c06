import json

from billing.infra.cost_export import CostExport, CostExportArgs

PAYER = "111111111111"


def deployed(deployment, protect=False):
    return deployment.deploy(lambda: CostExport("costs", CostExportArgs(payer_account_id=PAYER, protect=protect)))


def export(deployment):
    return deployment.one("aws:bcmdata/export:Export")


def test_a_delivery_of_a_month_replaces_the_one_before(deployment):
    deployed(deployment)
    (destination,) = export(deployment).inputs["export"]["destinationConfigurations"][0]["s3Destinations"]
    (form,) = destination["s3OutputConfigurations"]
    assert form == {"outputType": "CUSTOM", "format": "PARQUET", "compression": "PARQUET", "overwrite": "OVERWRITE_REPORT"}
    assert (destination["s3Region"], destination["s3Prefix"]) == ("us-east-1", "cur")


def test_the_export_waits_for_the_policy_that_aws_looks_at(deployment):
    deployed(deployment)
    assert deployment.one("aws:s3/bucketPolicy:BucketPolicy").urn in export(deployment).dependencies


def test_aws_may_deliver_for_the_payers_own_exports_only(deployment):
    deployed(deployment)
    statements = json.loads(deployment.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])["Statement"]
    deliver = {statement["Sid"]: statement for statement in statements}["Deliver"]
    assert deliver["Principal"] == {"Service": ["bcm-data-exports.amazonaws.com", "billingreports.amazonaws.com"]}
    assert deliver["Condition"]["StringEquals"] == {"aws:SourceAccount": PAYER}
    assert all(f":{PAYER}:" in arn for arn in deliver["Condition"]["ArnLike"]["aws:SourceArn"])
    assert {statement["Sid"] for statement in statements} == {"TlsOnly", "Deliver"}


def test_the_bucket_goes_only_where_the_data_is_not_real(deployment):
    deployed(deployment, protect=True)
    bucket = deployment.one("aws:s3/bucket:Bucket")
    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (True, False)
