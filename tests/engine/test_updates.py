import pytest

pytestmark = pytest.mark.engine


def test_an_update_in_place_changes_only_what_differs(project):
    program = 'uploads = aws.s3.Bucket("uploads", tags={{"Client": "{client}"}})\naws.sqs.Queue("work", visibility_timeout_seconds=60)'
    stack = project.program(program.format(client="acme")).stack()
    stack.up()
    before = project.left()

    planned = project.program(program.format(client="globex")).stack().preview()
    done = stack.up()

    assert planned.changed == done.changed == {"uploads": "update"}
    assert [step.properties for step in done.steps if step.name == "uploads"] == [("tags",)]
    assert project.left() == before
    tags = project.aws("s3").get_bucket_tagging(Bucket=before["buckets"][0])["TagSet"]
    assert tags == [{"Key": "Client", "Value": "globex"}]


def test_a_replacement_comes_first_unless_there_can_be_only_one(project):
    program = """
    def table(logical, **more):
        return aws.dynamodb.Table(
            logical, hash_key="{key}", billing_mode="PAY_PER_REQUEST", attributes=[{{"name": "{key}", "type": "S"}}], **more
        )
    table("unnamed")
    table("named", name="jobs")
    uploads = aws.s3.Bucket("uploads", bucket="uploads-of-{key}-and-no-other")
    aws.s3.BucketVersioning("versions", bucket=uploads.bucket, versioning_configuration={{"status": "Enabled"}})
    """
    stack = project.program(program.format(key="job")).stack()
    stack.up()
    before = project.left()

    project.program(program.format(key="video"))
    order = [(step.name, step.operation) for step in stack.up().steps]

    def after(name, operation, other_name, other_operation):
        return order.index((name, operation)) > order.index((other_name, other_operation))

    assert after("unnamed", "delete-replaced", "unnamed", "create-replacement")
    assert after("uploads", "delete-replaced", "uploads", "create-replacement")
    assert after("named", "create-replacement", "named", "delete-replaced")
    assert after("versions", "create-replacement", "versions", "delete-replaced")
    now = project.left()
    assert now["buckets"] == ["uploads-of-video-and-no-other"]
    assert len(now["tables"]) == 2
    assert set(now["tables"]) & set(before["tables"]) == {"jobs"}
    assert stack.up().changed == {}


def test_what_the_program_ignores_stays_as_it_is(project):
    program = """
    aws.sqs.Queue("whole", tags={{"Client": "{client}"}}, opts=pulumi.ResourceOptions(ignore_changes=["tags"]))
    aws.sqs.Queue("part", tags={{"Client": "{client}", "Kept": "{client}"}}, opts=pulumi.ResourceOptions(ignore_changes=["tags.Kept"]))
    """
    stack = project.program(program.format(client="acme")).stack()
    stack.up()

    project.program(program.format(client="globex"))

    assert stack.up().changed == {"part": "update"}
    sqs = project.aws("sqs")
    tags = [sqs.list_queue_tags(QueueUrl=url)["Tags"] for url in project.left()["queues"]]
    assert sorted(tags, key=len) == [{"Client": "acme"}, {"Client": "globex", "Kept": "acme"}]


def test_names_follow_the_stacks_own_naming(project):
    naming = {"pulumi:autonaming": {"pattern": "${stack}-${name}"}}

    project.program('aws.sqs.Queue("work")').stack(settings=naming).up()

    assert [url.rsplit("/", 1)[-1] for url in project.left()["queues"]] == ["dev-work"]


def test_another_region_moves_what_lives_in_one(project):
    program = """
    somewhere = aws.Provider("somewhere", region="{region}")
    aws.sqs.Queue("work", opts=pulumi.ResourceOptions(provider=somewhere))
    aws.sqs.Queue("stays", region="us-east-1", opts=pulumi.ResourceOptions(provider=somewhere))
    allowed = {{"Effect": "Allow", "Principal": {{"Service": "lambda.amazonaws.com"}}, "Action": "sts:AssumeRole"}}
    trust = json.dumps({{"Version": "2012-10-17", "Statement": [allowed]}})
    aws.iam.Role("runner", assume_role_policy=trust, opts=pulumi.ResourceOptions(provider=somewhere))
    """
    stack = project.program(program.format(region="us-east-1")).stack()
    stack.up()

    project.program(program.format(region="eu-west-1"))

    assert stack.up().changed == {"somewhere": "update", "work": "delete-replaced"}
    assert [url.rsplit("/", 1)[-1].rsplit("-", 1)[0] for url in project.left()["queues"]] == ["stays"]
