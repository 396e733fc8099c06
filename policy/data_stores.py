"""Data in production is neither deleted by accident nor lost by a mistake."""

from collections.abc import Iterator

from model.data_stores import BUCKETS, DATABASES, KEY, TABLE
from policy.encryption import BUCKET_ENCRYPTION
from policy.resources import Resource, Stack
from policy.rules import Level, ResourceRule, StackRule

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
LONGEST_WAIT = 30
"""Days that KMS can wait before it deletes a key; its default too (KMS API reference, ScheduleKeyDeletion)."""


def deletable(resource: Resource, stack: Stack) -> Iterator[str]:
    if not _keeps_data(resource, stack) or not resource.in_production:
        return
    if not resource.protect:
        yield "is not protected"
    if resource.type == TABLE and not resource.inputs.get("deletionProtectionEnabled"):
        yield "has no deletion protection"
    if resource.type in BUCKETS and resource.inputs.get("forceDestroy"):
        yield "is deleted with everything in it (forceDestroy)"
    if resource.type == KEY and (days := resource.inputs.get("deletionWindowInDays") or LONGEST_WAIT) < LONGEST_WAIT:
        yield f"is gone {days:g} days after the order to delete it, and all that it encrypts with it; {LONGEST_WAIT} are possible"


def _keeps_data(resource: Resource, stack: Stack) -> bool:
    """What CloudFront serves is a copy of a page, and a key that encrypts messages alone outlives them: both can be made again."""
    if resource.type in BUCKETS:
        return not any(resource.urn in each.links.get("origins", ()) for each in stack.of(DISTRIBUTION))
    if resource.type == KEY:
        stored = (stack.naming(resource, "serverSideEncryption", (TABLE,)), stack.naming(resource, "rules", BUCKET_ENCRYPTION))
        return any(stored)
    return resource.type in (TABLE, *DATABASES)


def unrestorable(resource: Resource) -> Iterator[str]:
    if resource.type == TABLE and resource.in_production and not resource.part("pointInTimeRecovery").get("enabled"):
        yield "cannot be taken back to an earlier second"


NO_ACCIDENTAL_DELETION = StackRule(
    name="no-accidental-deletion",
    sentence="No table, bucket, database or key with data in production can be deleted by accident.",
    remedy="Set `clientenv:protectData` to true, or deploy with `--let-go`; `clientenv destroy STACK --with-data` needs neither.",
    broken_by=deletable,
)
RESTORABLE_TABLES = ResourceRule(
    name="restorable-tables",
    sentence="Tables in production can be restored to any second of the last 35 days.",
    remedy="Switch point-in-time recovery on, as `components/data_table.py` does.",
    level=Level.ADVISORY,
    broken_by=unrestorable,
)
