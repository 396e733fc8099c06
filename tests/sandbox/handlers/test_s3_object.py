import pytest

from sandbox.handlers import lifecycle
from sandbox.wire import ASSET, SIGNATURE
from tests.sandbox.handlers.drift import Case, Drift, HandlerContract, Resource


def overwrite(aws, it):
    aws.put_object(
        Bucket=it["bucket"],
        Key=it["key"],
        Body=b"another",
        ContentType="text/plain",
        CacheControl="no-store",
        ContentDisposition="attachment",
        ContentEncoding="br",
        Metadata={"page": "another"},
        ServerSideEncryption="AES256",
    )


def encrypt_again(aws, it):
    aws.put_object(Bucket=it["bucket"], Key=it["key"], ServerSideEncryption="aws:kms", SSEKMSKeyId="alias/another", BucketKeyEnabled=False)


def page(cloud, **content):
    return {
        "bucket": cloud.bucket(),
        "key": "web/index.html",
        "contentType": "text/html; charset=utf-8",
        "cacheControl": "max-age=60",
        "contentDisposition": "inline",
        "contentEncoding": "gzip",
        "metadata": {"page": "start"},
        "serverSideEncryption": "aws:kms",
        "kmsKeyId": cloud.key(),
        "bucketKeyEnabled": True,
        "tags": {"Client": "Acme Co", "Project": "Vehicle"},
        **content,
    }


class TestObjects(HandlerContract):
    cases = (
        Case(
            "aws:s3/bucketObjectv2:BucketObjectv2",
            inputs=lambda cloud: page(cloud, source={SIGNATURE: ASSET, "text": "<h1>Acme</h1>"}),
            drifts=(
                Drift("contentType", "text/plain", overwrite),
                Drift("cacheControl", "no-store", overwrite),
                Drift("contentDisposition", "attachment", overwrite),
                Drift("contentEncoding", "br", overwrite),
                Drift("metadata.*", {"page": "another"}, overwrite),
                Drift("serverSideEncryption", "AES256", overwrite),
                Drift("kmsKeyId", "alias/another", encrypt_again),
                Drift("bucketKeyEnabled", False, encrypt_again),
                Drift(
                    "tags.*",
                    {"Client": "Globex"},
                    lambda aws, it: aws.put_object_tagging(
                        Bucket=it["bucket"], Key=it["key"], Tagging={"TagSet": [{"Key": "Client", "Value": "Globex"}]}
                    ),
                ),
            ),
            computed=("contentType", "serverSideEncryption", "bucketKeyEnabled"),
        ),
        Case(
            "aws:s3/bucketObjectv2:BucketObjectv2",
            inputs=lambda cloud: {"bucket": cloud.bucket(), "key": "a.txt", "content": "Acme"},
            note="of text",
        ),
        Case(
            "aws:s3/bucketObjectv2:BucketObjectv2",
            inputs=lambda cloud: {"bucket": cloud.bucket(), "key": "a.bin", "contentBase64": "AAEC"},
            note="of bytes",
        ),
    )


@pytest.fixture
def stored(cloud):
    return Resource(TestObjects.cases[1], cloud)


def body(cloud, made):
    return cloud.client("s3").get_object(Bucket=made.state["bucket"], Key=made.state["key"])["Body"].read()


@pytest.mark.parametrize(("case", "content"), [*zip(TestObjects.cases, (b"<h1>Acme</h1>", b"Acme", b"\0\1\2"), strict=True)])
def test_the_bytes_are_stored(cloud, case, content):
    assert body(cloud, Resource(case, cloud)) == content


def test_changed_content_shows_as_another_etag(cloud, stored):
    before = stored.refresh()["etag"]
    cloud.client("s3").put_object(Bucket=stored.state["bucket"], Key="a.txt", Body=b"another")
    assert stored.refresh()["etag"] != before


def test_a_change_of_tags_alone_writes_no_new_version(cloud, stored):
    cloud.client("s3").put_bucket_versioning(Bucket=stored.state["bucket"], VersioningConfiguration={"Status": "Enabled"})
    stored.update({**stored.inputs, "content": "second"})
    version = stored.refresh()["versionId"]
    stored.update({**stored.inputs, "content": "second", "tags": {"Client": "Acme"}})
    stored.state.pop("tags")
    assert stored.refresh()["tags"] == {"Client": "Acme"}
    assert stored.state["versionId"] == version


def test_a_deleted_object_leaves_no_version_behind(cloud, stored):
    bucket = stored.state["bucket"]
    cloud.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    cloud.client("s3").put_object(Bucket=bucket, Key="a.txt.kept", Body=b"")
    stored.update({**stored.inputs, "content": "second"})
    cloud.client("s3").delete_object(Bucket=bucket, Key="a.txt")
    lifecycle.delete(stored.handler, cloud.account, stored.id, stored.state)
    left = cloud.client("s3").list_object_versions(Bucket=bucket)
    assert [each["Key"] for each in left["Versions"] + left.get("DeleteMarkers", [])] == ["a.txt.kept"]
