import pulumi
import pytest

from billing.infra.billing_region import in_billing_region


def transformed(type_, **props):
    args = pulumi.ResourceTransformArgs(custom=True, type_=type_, name="it", props=props, opts=pulumi.ResourceOptions())
    return in_billing_region(args)


@pytest.mark.parametrize(
    "type_", ["aws:s3/bucketPolicy:BucketPolicy", "aws:glue/catalogTable:CatalogTable", "aws:athena/workgroup:Workgroup"]
)
def test_what_can_be_anywhere_is_in_us_east_1(type_):
    assert transformed(type_, name="x").props == {"name": "x", "region": "us-east-1"}


@pytest.mark.parametrize("type_", ["aws:bcmdata/export:Export", "clientenv-billing:index:CostExport"])
def test_what_has_no_region_is_left_alone(type_):
    assert transformed(type_) is None
