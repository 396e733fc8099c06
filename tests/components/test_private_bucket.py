import json

import pytest

from components.private_bucket import PrivateBucket, PrivateBucketArgs

KEY = "arn:aws:kms:us-east-1:222222222222:key/1"


def deployed(deployment, **args):
    deployment.deploy(lambda: PrivateBucket("videos", PrivateBucketArgs(**{"key_arn": KEY, "retention_days": 30, **args})))
    return deployment


def only(deployment, kind):
    found = [each for each in deployment.registered if each.type.endswith(f":{kind}")]
    assert len(found) <= 1
    return found[0].inputs if found else None


def test_nobody_reaches_it_from_outside_and_acls_mean_nothing(deployment):
    deployed(deployment)
    block = only(deployment, "BucketPublicAccessBlock")
    assert all(block[name] is True for name in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"))
    assert only(deployment, "BucketOwnershipControls")["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_whoever_comes_without_tls_is_refused_everything(deployment):
    deployed(deployment)
    bucket = deployment.one("aws:s3/bucket:Bucket")
    (statement,) = json.loads(only(deployment, "BucketPolicy")["policy"])["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", ["s3:*"])
    assert statement["Resource"] == [bucket.arn, f"{bucket.arn}/*"]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_objects_are_encrypted_with_the_key_of_the_environment_through_a_bucket_key(deployment):
    deployed(deployment)
    (rule,) = only(deployment, "BucketServerSideEncryptionConfiguration")["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}
    assert rule["bucketKeyEnabled"] is True


def rules(deployment):
    return {rule["id"]: rule for rule in only(deployment, "BucketLifecycleConfiguration")["rules"]}


def test_objects_go_after_their_retention_and_abandoned_uploads_after_a_day(deployment):
    found = rules(deployed(deployment, retention_days=90))
    assert found["forget"]["expiration"] == {"days": 90}
    assert found["leftovers"]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 1}
    assert {(rule["status"], rule["filter"]["prefix"]) for rule in found.values()} == {("Enabled", "")}


def test_old_versions_and_the_markers_over_them_go_too(deployment):
    found = rules(deployed(deployment, versioned=True))
    assert only(deployment, "BucketVersioning")["versioningConfiguration"] == {"status": "Enabled"}
    assert found["leftovers"]["noncurrentVersionExpiration"] == {"noncurrentDays": found["forget"]["expiration"]["days"]}
    assert found["delete-markers"]["expiration"] == {"expiredObjectDeleteMarker": True}


def test_where_only_one_prefix_is_forgotten_nothing_ends_the_current_version_of_anything_else(deployment):
    found = rules(deployed(deployment, versioned=True, forgets="results/"))
    ending = [rule for rule in found.values() if "days" in rule.get("expiration", {})]
    assert [rule["filter"] for rule in ending] == [{"prefix": "results/"}]
    assert found["leftovers"]["filter"] == {"prefix": ""}  # statements are written over every day


def test_the_lifecycle_waits_for_versioning_which_its_rules_are_about(deployment):
    deployed(deployment, versioned=True)
    versioning = deployment.one("aws:s3/bucketVersioning:BucketVersioning")
    assert versioning.urn in deployment.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").dependencies


def test_without_versions_there_is_neither(deployment):
    deployed(deployment)
    assert only(deployment, "BucketVersioning") is None
    assert set(rules(deployment)) == {"forget", "leftovers"}
    assert not any("noncurrentVersionExpiration" in rule for rule in rules(deployment).values())


@pytest.mark.parametrize(("tells", "told"), [(True, True), (False, None)])
def test_the_event_bus_hears_of_new_objects_where_it_is_wanted(deployment, tells, told):
    deployed(deployment, tells_event_bridge=tells)
    assert (only(deployment, "BucketNotification") or {}).get("eventbridge") is told


@pytest.mark.parametrize("protect", [True, False])
def test_a_protected_bucket_refuses_to_go_and_another_goes_with_everything_in_it(deployment, protect):
    deployed(deployment, protect=protect)
    bucket = deployment.one("aws:s3/bucket:Bucket")
    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (protect, not protect)
