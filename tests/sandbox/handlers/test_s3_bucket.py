from tests.sandbox.handlers.drift import Case, Drift, HandlerContract


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
    )
