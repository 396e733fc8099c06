from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract, Resource

ANOTHER_RULE = {
    "ID": "another",
    "Status": "Disabled",
    "Filter": {"Prefix": "another/"},
    "Expiration": {"Days": 9},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 8},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 5},
    "Transitions": [{"Days": 6, "StorageClass": "ONEZONE_IA"}],
    "NoncurrentVersionTransitions": [{"NoncurrentDays": 4, "StorageClass": "ONEZONE_IA"}],
}
RULE_BY_TAG = {"ID": "markers", "Status": "Enabled", "Filter": {"Tag": {"Key": "Kept", "Value": "long"}}, "Expiration": {"Days": 1}}


def one_other_rule(aws, it):
    aws.put_bucket_lifecycle_configuration(Bucket=it["id"], LifecycleConfiguration={"Rules": [ANOTHER_RULE]})


def one_rule_by_tag(aws, it):
    aws.put_bucket_lifecycle_configuration(Bucket=it["id"], LifecycleConfiguration={"Rules": [RULE_BY_TAG]})


class TestBucketRules(HandlerContract):
    cases = (
        Case(
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            inputs=lambda cloud: {
                "bucket": cloud.bucket(),
                "rules": [
                    {
                        "id": "uploads",
                        "status": "Enabled",
                        "filter": {"prefix": "uploads/"},
                        "expiration": {"days": 30},
                        "noncurrentVersionExpiration": {"noncurrentDays": 1},
                        "abortIncompleteMultipartUpload": {"daysAfterInitiation": 2},
                        "transitions": [{"days": 10, "storageClass": "STANDARD_IA"}, {"days": 20, "storageClass": "GLACIER"}],
                        "noncurrentVersionTransitions": [{"noncurrentDays": 3, "storageClass": "STANDARD_IA"}],
                    },
                    {
                        "id": "markers",
                        "status": "Enabled",
                        "filter": {"tag": {"key": "Kept", "value": "short"}},
                        "expiration": {"expiredObjectDeleteMarker": True},
                    },
                ],
            },
            drifts=(
                Drift("rules[].id", "another", one_other_rule),
                Drift("rules[].status", "Disabled", one_other_rule),
                Drift("rules[].filter.prefix", "another/", one_other_rule),
                Drift("rules[].expiration.days", 9, one_other_rule),
                Drift("rules[].noncurrentVersionExpiration.noncurrentDays", 8, one_other_rule),
                Drift("rules[].abortIncompleteMultipartUpload.daysAfterInitiation", 5, one_other_rule),
                Drift("rules[].transitions[].days", 6, one_other_rule),
                Drift("rules[].transitions[].storageClass", "ONEZONE_IA", one_other_rule),
                Drift("rules[].noncurrentVersionTransitions[].noncurrentDays", 4, one_other_rule),
                Drift("rules[].noncurrentVersionTransitions[].storageClass", "ONEZONE_IA", one_other_rule),
                Drift("rules[].filter.tag.value", "long", one_rule_by_tag),
                Drift("rules[].filter.tag.key", GONE, one_other_rule),
                Drift("rules[].expiration.expiredObjectDeleteMarker", GONE, one_other_rule),
            ),
            required=("rules",),
        ),
        Case(
            "aws:s3/bucketNotification:BucketNotification",
            inputs=lambda cloud: {"bucket": cloud.bucket(), "eventbridge": True},
            drifts=(
                Drift(
                    "eventbridge",
                    False,
                    lambda aws, it: aws.put_bucket_notification_configuration(Bucket=it["id"], NotificationConfiguration={}),
                ),
            ),
            remains={"eventbridge": False},
        ),
    )


def test_a_lifecycle_rule_without_filter_means_the_whole_bucket(cloud):
    made = Resource(
        Case(
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            inputs=lambda cloud: {"bucket": cloud.bucket(), "rules": [{"id": "all", "status": "Enabled", "expiration": {"days": 1}}]},
        ),
        cloud,
    )
    [rule] = cloud.client("s3").get_bucket_lifecycle_configuration(Bucket=made.id)["Rules"]
    assert rule["Filter"] == {"Prefix": ""}
