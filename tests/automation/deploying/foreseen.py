"""A small plan and how it can end: what the engine foresees, has done, has failed at, and finds changed by hand."""

from automation.aws.web_bucket import Synced
from tests.automation.scripted_engine import Answer, step, summary, told, urn

BUCKET, QUEUE, TABLE = "aws:s3/bucket:Bucket", "aws:sqs/queue:Queue", "aws:dynamodb/table:Table"
OUTPUTS = {
    "schema_version": 1,
    **dict.fromkeys(("client", "slug", "environment", "placement", "account_id", "home_region", "tags", "billing_terms"), "x"),
    **dict.fromkeys(("usage_table_arn", "usage_reader_role_arn", "uploads_bucket", "results_bucket"), "x"),
}
SYNCED = Synced(uploaded=1, deleted=1, unchanged=0, invalidation="I1")
TWO = [step("create", BUCKET, "uploads"), step("update", QUEUE, "work", detailedDiff={"tags.Client": {"diffKind": "update"}})]
FORESEEN = Answer(events=[*TWO, summary(create=1, update=1, same=5)])
DONE = Answer(events=[*TWO, summary(create=1, update=1, same=5)])
FAILED = Answer(
    events=[TWO[0], told("error", "creating SQS Queue: QuotaExceeded", urn(QUEUE, "work"))], code=255, stderr="error: update failed"
)
DRIFT = Answer(
    events=[step("update", QUEUE, "work", detailedDiff={"delaySeconds": {"diffKind": "update"}}), step("delete", TABLE, "usage")]
)
