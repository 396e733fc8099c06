"""Tests that share an emulated AWS share nothing else."""

from tests.lambdas.outside import client
from tests.lambdas.rekognition import Footage
from tests.lambdas.world import CAR, only_job

BUCKETS = ("uploads-bucket", "results-bucket")


def contents():
    """All that a world can hold: rows, versions, uploads, and what the buckets are set to."""
    rows = {table: client("dynamodb").scan(TableName=table)["Items"] for table in ("videos", "usage")}
    versions = [client("s3").list_object_versions(Bucket=bucket) for bucket in BUCKETS]
    uploads = [client("s3").list_multipart_uploads(Bucket=bucket).get("Uploads", []) for bucket in BUCKETS]
    states = client("s3").get_bucket_versioning(Bucket=BUCKETS[0]).get("Status")
    tables = client("dynamodb").list_tables()["TableNames"]
    return rows, [(page.get("Versions", []), page.get("DeleteMarkers", [])) for page in versions], uploads, states, tables


def test_a_world_is_as_empty_after_another_as_the_first(worlds):
    with worlds() as world:
        at_first = contents()
        world.upload(CAR, Footage())
        world.uploads.drain()
        world.finish(only_job(world))
        world.completions.drain()
        assert world.have_results()
        assert world.months()
        client("s3").put_bucket_versioning(Bucket=BUCKETS[0], VersioningConfiguration={"Status": "Enabled"})
        client("s3").put_object(Bucket=BUCKETS[0], Key=CAR, Body=b"1")
        client("s3").delete_object(Bucket=BUCKETS[0], Key=CAR)
        client("s3").create_multipart_upload(Bucket=BUCKETS[0], Key="uploads/never-ended")
        client("dynamodb").delete_table(TableName="usage")
    with worlds() as world:
        assert contents() == at_first
        assert world.usage() == world.videos() == {}
        assert not world.have_results()
