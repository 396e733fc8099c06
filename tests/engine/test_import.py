import pytest

pytestmark = pytest.mark.engine


def make_bucket(project, name):
    project.aws("s3").create_bucket(Bucket=name)
    project.aws("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "Client", "Value": "acme"}]})


def test_an_existing_bucket_comes_into_the_stack_as_it_is(project):
    make_bucket(project, "bucket-by-hand")
    stack = project.program("").stack()

    imported = stack.import_("aws:s3/bucket:Bucket", "uploads", "bucket-by-hand")

    assert imported.changed["uploads"] == "import"
    project.program('aws.s3.Bucket("uploads", bucket="bucket-by-hand", tags={"Client": "acme"})')
    assert stack.up().changed == {}
    project.program('aws.s3.Bucket("uploads", bucket="bucket-by-hand", tags={"Client": "globex"})')
    assert stack.up().changed == {"uploads": "update"}


def test_the_program_itself_can_say_what_it_takes_over(project):
    make_bucket(project, "bucket-to-adopt")
    stack = project.program("""
    aws.s3.Bucket("uploads", bucket="bucket-to-adopt", tags={"Client": "acme"}, opts=pulumi.ResourceOptions(import_="bucket-to-adopt"))
    """).stack()

    assert stack.up().changes == {"create": 1, "import": 1}
    assert project.left()["buckets"] == ["bucket-to-adopt"]
