from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

FORM = {"OutputType": "CUSTOM", "Format": "PARQUET", "Compression": "PARQUET", "Overwrite": "OVERWRITE_REPORT"}


def wanted(bucket="bill", query="SELECT line_item_unblended_cost FROM COST_AND_USAGE_REPORT", tables=("COST_AND_USAGE_REPORT",), **form):
    return {
        "Name": "costs",
        "DataQuery": {"QueryStatement": query, "TableConfigurations": {table: {"TIME_GRANULARITY": "DAILY"} for table in tables}},
        "DestinationConfigurations": {
            "S3Destination": {"S3Bucket": bucket, "S3Prefix": "cur", "S3Region": "us-east-1", "S3OutputConfigurations": {**FORM, **form}}
        },
        "RefreshCadence": {"Frequency": "SYNCHRONOUS"},
    }


@pytest.fixture
def exports(aws):
    """The service, in an account with a bucket that lets it in."""
    open_bucket(aws, "bill", "111111111111")
    return aws.client("bcm-data-exports")


def open_bucket(aws, name, account):
    s3 = aws.client("s3", account)
    s3.create_bucket(Bucket=name)
    allowing = {"Effect": "Allow", "Principal": {"Service": "bcm-data-exports.amazonaws.com"}, "Action": "s3:PutObject"}
    own = {"StringEquals": {"aws:SourceAccount": "111111111111"}}
    statement = {**allowing, "Resource": f"arn:aws:s3:::{name}/*", "Condition": own}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def test_an_export_is_made_listed_and_deleted_and_tells_the_billing_view_that_nobody_named(exports):
    arn = exports.create_export(Export=wanted())["ExportArn"]
    assert [each["ExportName"] for each in exports.list_exports()["Exports"]] == ["costs"]
    told = exports.get_export(ExportArn=arn)
    assert told["ExportStatus"]["StatusCode"] == "HEALTHY"
    assert told["Export"]["DataQuery"]["TableConfigurations"]["COST_AND_USAGE_REPORT"] == {
        "BILLING_VIEW_ARN": "arn:aws:billing::111111111111:billingview/primary",
        "TIME_GRANULARITY": "DAILY",
    }
    exports.delete_export(ExportArn=arn)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        exports.get_export(ExportArn=arn)


@pytest.mark.parametrize(
    ("export", "why"),
    [
        (wanted(query="SELECT cost FROM ANOTHER_TABLE", tables=()), "must select columns from one of"),
        (wanted(query="DROP TABLE COST_AND_USAGE_REPORT"), "must select columns from one of"),
        (wanted(tables=("FOCUS_1_2_AWS",)), "belongs to a table that is not queried"),
        (wanted(Compression="GZIP"), "does not go with format PARQUET"),
        (wanted(bucket="nobody-has-it"), "does not exist in account 111111111111"),
    ],
)
def test_what_aws_would_not_take_is_refused(exports, export, why):
    with pytest.raises(ClientError, match=why):
        exports.create_export(Export=export)


def test_a_bucket_of_another_account_is_not_yours(aws, exports):
    open_bucket(aws, "theirs", "222222222222")
    with pytest.raises(ClientError, match="does not exist in account 111111111111"):
        exports.create_export(Export=wanted(bucket="theirs"))


def test_two_exports_have_two_names(exports):
    exports.create_export(Export=wanted())
    with pytest.raises(ClientError, match="exists already"):
        exports.create_export(Export=wanted())


def test_the_service_is_in_one_region_alone(aws, exports):
    with pytest.raises(ClientError, match="us-east-1 only"):
        aws.client("bcm-data-exports", region="eu-central-1").list_exports()
