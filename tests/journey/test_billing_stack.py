"""Billing beside the three client stacks: what it knows of them, and what its daily run does."""

import json

from sandbox.demo.clients import STACKS

COST_ALLOCATION_TAGS = {"Client", "Project", "Environment", "CostCenter", "Owner", "BillingGroup"}


def test_the_register_has_every_stack_as_it_describes_itself(billing, environments):
    registered = {each.stack: each for each in billing.ledger.register.stacks()}
    assert set(registered) == {stack.name for stack in STACKS}
    for name, environment in environments.items():
        said = registered[name].outputs.as_exports()
        assert {key: value for key, value in said.items() if value is not None} == environment.outputs
        assert (registered[name].left, registered[name].placement.value) == (None, environment.outputs["placement"])


def test_the_daily_run_activates_the_tags_and_copies_what_was_metered(billing, environments):
    invoked = billing.invoke("billing-daily")
    assert "FunctionError" not in invoked, invoked["Payload"].read()
    tags = billing.aws("ce").list_cost_allocation_tags(Status="Active")["CostAllocationTags"]
    assert {tag["TagKey"] for tag in tags} == COST_ALLOCATION_TAGS


def test_the_daily_run_lays_each_clients_statement_into_its_own_bucket_and_that_of_nobody_else(billing, environments):
    assert "FunctionError" not in billing.invoke("billing-daily")
    for client in ("acme", "globex"):
        environment = environments[f"{client}-prod"]
        s3, bucket = environment.aws("s3"), environment.outputs["results_bucket"]
        names = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix="billing/")["Contents"]]
        assert len(names) == 4
        told = s3.get_object(Bucket=bucket, Key="billing/statement.json")
        assert (json.loads(told["Body"].read())["client"], told["ServerSideEncryption"]) == (client, "aws:kms")
        assert b"<html" in s3.get_object(Bucket=bucket, Key="billing/statement.html")["Body"].read()
    own = environments["dev"]
    assert "Contents" not in own.aws("s3").list_objects_v2(Bucket=own.outputs["results_bucket"], Prefix="billing/")


def test_what_signs_certificates_is_what_the_stack_names(billing):
    public = billing.aws("kms").get_public_key(KeyId=billing.told.signing_key_arn)
    assert public["KeyUsage"] == "SIGN_VERIFY"
    assert billing.told.public_key.startswith("-----BEGIN PUBLIC KEY-----\n")


def test_aws_would_deliver_every_line_of_the_bill(billing):
    exports = billing.aws("bcm-data-exports")
    (export,) = exports.list_exports()["Exports"]
    destination = exports.get_export(ExportArn=export["ExportArn"])["Export"]["DestinationConfigurations"]["S3Destination"]
    assert f"s3://{destination['S3Bucket']}/{destination['S3Prefix']}/{export['ExportName']}/data/" == billing.told.export_data


def test_everything_of_billing_is_internal(billing):
    tagged = (
        billing.aws("resourcegroupstaggingapi")
        .get_paginator("get_resources")
        .paginate(TagFilters=[{"Key": "Client", "Values": ["internal"]}])
    )
    arns = {each["ResourceARN"] for page in tagged for each in page["ResourceTagMappingList"]}
    assert {billing.told.signing_key_arn, billing.told.cost_topic_arn, f"arn:aws:s3:::{billing.told.report_bucket}"} <= arns
    assert any(arn.endswith(f":table/{billing.told.ledger_table}") for arn in arns)
