"""What exists in us-east-1 alone, and what belongs beside it."""

import pulumi

from model.regions import BILLING_REGION

REGIONAL = ("aws:athena/", "aws:glue/", "aws:s3/")
"""Beginnings of the types that can be anywhere, and are to be there."""


def in_billing_region(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """A transform for components whose resources are all to be in us-east-1: settings of a bucket must name the bucket's region too."""
    if not args.type_.startswith(REGIONAL):
        return None
    return pulumi.ResourceTransformResult(props={**args.props, "region": BILLING_REGION}, opts=args.opts)
