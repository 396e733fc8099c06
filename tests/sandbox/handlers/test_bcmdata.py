import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.handlers.drift import Case, Drift, HandlerContract, Resource

EXPORT = "aws:bcmdata/export:Export"
QUERY = "SELECT bill_payer_account_id FROM COST_AND_USAGE_REPORT"
ANOTHER_QUERY = "SELECT line_item_unblended_cost FROM COST_AND_USAGE_REPORT"
SETTINGS = {"BILLING_VIEW_ARN": "arn:aws:billing::111111111111:billingview/primary", "TIME_GRANULARITY": "DAILY"}
OTHER_FORM = {"OutputType": "CUSTOM", "Format": "TEXT_OR_CSV", "Compression": "GZIP", "Overwrite": "CREATE_NEW_REPORT"}
OTHER = {}
"""The bucket that the next drift leads to."""
FORM = "export.destinationConfigurations[].s3Destinations[].s3OutputConfigurations[]."


def open_to(cloud, service="bcm-data-exports.amazonaws.com"):
    """A bucket that the service may write to."""
    bucket = cloud.bucket()
    open_up(cloud.client("s3"), bucket, service)
    return bucket


def open_up(s3, bucket, service="bcm-data-exports.amazonaws.com"):
    allowing = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    own = {"StringEquals": {"aws:SourceAccount": "111111111111"}}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [{**allowing, "Condition": own}]}))


def export(cloud, bucket=None):
    OTHER["bucket"] = open_to(cloud)
    form = {"outputType": "ATHENA", "format": "PARQUET", "compression": "PARQUET", "overwrite": "OVERWRITE_REPORT"}
    destination = {"s3Bucket": bucket or open_to(cloud), "s3Prefix": "exports", "s3Region": "us-east-1", "s3OutputConfigurations": [form]}
    return {
        "export": {
            "name": cloud.name("costs"),
            "description": "every line of the bill",
            "dataQueries": [{"queryStatement": QUERY, "tableConfigurations": {"COST_AND_USAGE_REPORT": SETTINGS}}],
            "destinationConfigurations": [{"s3Destinations": [destination]}],
            "refreshCadences": [{"frequency": "SYNCHRONOUS"}],
        },
        "tags": {"Client": "internal", "Project": "Billing"},
    }


def everything_else(aws, it):
    live = aws.get_export(ExportArn=it["id"])["Export"]
    elsewhere = {"S3Bucket": OTHER["bucket"], "S3Prefix": "elsewhere", "S3Region": "eu-west-1"}
    aws.update_export(
        ExportArn=it["id"],
        Export={
            "Name": live["Name"],
            "Description": "other",
            "DataQuery": {
                "QueryStatement": ANOTHER_QUERY,
                "TableConfigurations": {"COST_AND_USAGE_REPORT": {**SETTINGS, "TIME_GRANULARITY": "HOURLY"}},
            },
            "DestinationConfigurations": {"S3Destination": {**elsewhere, "S3OutputConfigurations": OTHER_FORM}},
            "RefreshCadence": {"Frequency": "SYNCHRONOUS"},
        },
    )


def without_a_project(aws, it):
    aws.untag_resource(ResourceArn=it["id"], ResourceTagKeys=["Project"])


class TestExports(HandlerContract):
    cases = (
        Case(
            EXPORT,
            inputs=export,
            drifts=(
                Drift("export.description", "other", everything_else),
                Drift("export.dataQueries[].queryStatement", ANOTHER_QUERY, everything_else),
                Drift(
                    "export.dataQueries[].tableConfigurations.*",
                    {"COST_AND_USAGE_REPORT": {**SETTINGS, "TIME_GRANULARITY": "HOURLY"}},
                    everything_else,
                ),
                Drift("export.destinationConfigurations[].s3Destinations[].s3Bucket", lambda _: OTHER["bucket"], everything_else),
                Drift("export.destinationConfigurations[].s3Destinations[].s3Prefix", "elsewhere", everything_else),
                Drift("export.destinationConfigurations[].s3Destinations[].s3Region", "eu-west-1", everything_else),
                Drift(f"{FORM}outputType", "CUSTOM", everything_else),
                Drift(f"{FORM}format", "TEXT_OR_CSV", everything_else),
                Drift(f"{FORM}compression", "GZIP", everything_else),
                Drift(f"{FORM}overwrite", "CREATE_NEW_REPORT", everything_else),
                Drift(
                    "tags.*", {"Client": "internal"}, lambda aws, it: aws.untag_resource(ResourceArn=it["id"], ResourceTagKeys=["Project"])
                ),
            ),
            required=("export",),
        ),
    )


@pytest.mark.parametrize("service", ["billingreports.amazonaws.com", "ec2.amazonaws.com"])
def test_an_export_whose_bucket_does_not_let_the_service_in_is_refused(cloud, service):
    with pytest.raises(ClientError, match="does not let bcm-data-exports"):
        Resource(Case(EXPORT, inputs=lambda cloud: export(cloud, open_to(cloud, service))), cloud)


def test_without_a_billing_view_aws_names_its_own_so_a_program_should(cloud):
    def unnamed(cloud):
        inputs = export(cloud)
        inputs["export"]["dataQueries"][0]["tableConfigurations"] = {"COST_AND_USAGE_REPORT": {"TIME_GRANULARITY": "DAILY"}}
        return inputs

    made = Resource(Case(EXPORT, inputs=unnamed), cloud)
    (query,) = made.state["export"]["dataQueries"]
    assert query["tableConfigurations"] == {"COST_AND_USAGE_REPORT": SETTINGS}


def test_an_export_keeps_its_name(cloud):
    made = Resource(TestExports.cases[0], cloud)
    with pytest.raises(ClientError, match="name of an export cannot be changed"):
        made.update({**made.inputs, "export": {**made.inputs["export"], "name": "another"}})
