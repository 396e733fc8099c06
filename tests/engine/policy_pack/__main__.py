"""A policy pack of one rule."""

from pulumi_policy import EnforcementLevel, PolicyPack, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy


def tagged(args: ResourceValidationArgs, report: ReportViolation) -> None:
    if args.resource_type == "aws:s3/bucket:Bucket" and "Client" not in (args.props.get("tags") or {}):
        report("the bucket has no tag Client")


PolicyPack(
    name="one-rule",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[ResourceValidationPolicy(name="tagged", description="Buckets say whose they are.", validate=tagged)],
)
