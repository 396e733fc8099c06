import json
from fnmatch import fnmatchcase

import pytest

from billing.infra.report_bucket import ReportBucket, ReportBucketArgs
from billing.runs.daily import run_day
from billing.runs.monthly import run_month
from billing.runs.opening import SETTINGS_KEY
from tests.billing.runs.office import OCTOBER, usual
from tests.components.recording import value_of

LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"


def deployed(deployment, **more):
    args = ReportBucketArgs(**{"key_arn": "arn:aws:kms:us-east-1:111111111111:key/1", **more})
    return deployment.deploy(lambda: ReportBucket("reports", args))


def rules(deployment):
    return deployment.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"]


def test_every_version_is_kept_but_those_of_what_is_written_over_daily(deployment):
    deployed(deployment)
    assert deployment.one("aws:s3/bucketVersioning:BucketVersioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    ending = {rule["filter"]["prefix"]: rule["noncurrentVersionExpiration"] for rule in rules(deployment)[1:]}
    assert ending == {prefix: {"noncurrentDays": 90} for prefix in ("drafts/", "statements/", "settings/")}
    assert SETTINGS_KEY.startswith("settings/")


def test_nothing_in_force_expires_and_an_old_version_never_outside_its_prefix(deployment):
    deployed(deployment)
    everywhere, *_ = found = rules(deployment)
    assert set(everywhere) == {"id", "status", "filter", "abortIncompleteMultipartUpload"}
    assert [rule["id"] for rule in found if "expiration" in rule or "transitions" in rule] == []


@pytest.mark.parametrize("protect", [False, True])
def test_the_bucket_can_always_lock_an_object_and_locks_nothing_by_itself(deployment, protect):
    deployed(deployment, protect=protect)
    assert deployment.one("aws:s3/bucket:Bucket").inputs["objectLockEnabled"] is True
    assert deployment.of(LOCK) == []


def test_nobody_comes_without_tls_and_nobody_from_outside(deployment):
    deployed(deployment)
    (statement,) = json.loads(deployment.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    block = deployment.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs
    assert all(block[name] for name in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"))
    (rule,) = deployment.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "aws:kms"


def test_a_bucket_that_is_protected_is_not_emptied_either(deployment):
    deployed(deployment, protect=True)
    bucket = deployment.one("aws:s3/bucket:Bucket")
    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (True, False)


class Names:
    """A bucket of which only the names are of interest."""

    def __init__(self):
        self.put_there = []

    def put(self, files):
        self.put_there += files
        return list(files)


@pytest.fixture(scope="module")
def written():
    """Names of all that the two functions put into the bucket."""
    office, names = usual(), Names()
    run_month(office.run(), OCTOBER, names)
    run_day(office.run(), names, lambda stack, files: None)
    return names.put_there


def places(statement):
    return [pattern.partition(":::")[2].partition("/")[2] for pattern in value_of(statement).resources]


def test_functions_may_write_and_read_again_all_that_they_make_and_the_settings(deployment, written):
    bucket = deployed(deployment)
    assert {name.partition("/")[0] for name in written} == {"drafts", "reports", "statements"}
    for name in written:
        assert any(fnmatchcase(name, place) for place in places(bucket.may_be_written())), name
        assert any(fnmatchcase(name, place) for place in places(bucket.may_be_read())), name
    assert any(fnmatchcase(SETTINGS_KEY, place) for place in places(bucket.may_be_read()))


@pytest.mark.parametrize(
    "name", ["documents/2026/INV-2026-000001.pdf", "certificates/2026-10/111111111111.json", SETTINGS_KEY, "audit/2026/11/1.json"]
)
def test_functions_may_not_write_what_is_final_nor_the_settings_nor_audit_records(deployment, name):
    bucket = deployed(deployment)
    assert not any(fnmatchcase(name, place) for place in places(bucket.may_be_written()))


def test_functions_may_never_delete_nor_touch_a_lock(deployment):
    bucket = deployed(deployment)
    allowed = {
        action for each in (bucket.may_be_written(), bucket.may_be_read(), bucket.may_be_listed()) for action in value_of(each).actions
    }
    assert allowed == {"s3:PutObject", "s3:AbortMultipartUpload", "s3:GetObject", "s3:ListBucket"}
