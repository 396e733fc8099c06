from datetime import UTC, datetime, timedelta

from sandbox.handlers import lifecycle
from tests.sandbox.handlers.drift import Case, Drift, HandlerContract, Resource


class TestBuckets(HandlerContract):
    cases = (
        Case(
            "aws:s3/bucket:Bucket",
            inputs=lambda cloud: {"forceDestroy": True, "tags": {"Client": "Acme", "Project": "Vehicle"}},
            drifts=(
                Drift(
                    "tags.*",
                    {"Client": "Globex"},
                    lambda aws, it: aws.put_bucket_tagging(Bucket=it["id"], Tagging={"TagSet": [{"Key": "Client", "Value": "Globex"}]}),
                ),
            ),
        ),
        Case(
            "aws:s3/bucket:Bucket",
            inputs=lambda cloud: {"forceDestroy": True, "objectLockEnabled": True},
            note="whose versions can be locked",
        ),
    )


def test_a_bucket_that_may_be_destroyed_goes_with_its_governed_versions(cloud):
    made = Resource(TestBuckets.cases[1], cloud)
    s3 = cloud.client("s3")
    until = datetime.now(UTC) + timedelta(days=10)
    s3.put_object(Bucket=made.id, Key="invoice", Body=b"1", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until)
    lifecycle.delete(made.handler, cloud.account, made.id, made.state)
    assert made.read() is None
