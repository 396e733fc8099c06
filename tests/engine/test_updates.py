"""One program, deployed, changed and deployed again, recorded once and looked at from all sides; each test has resources of its own."""

from dataclasses import dataclass
from typing import Any

import pytest

from automation.engine.outcome import Outcome
from tests.engine.conftest import SmallProject, small_project

pytestmark = pytest.mark.engine

BEFORE = 'CLIENT, KEY, REGION = "acme", "job", "us-east-1"'
AFTER = 'CLIENT, KEY, REGION = "globex", "video", "eu-west-1"'
PROGRAM = """
options = pulumi.ResourceOptions

# in place
aws.s3.Bucket("tagged", tags={"Client": CLIENT})
aws.sqs.Queue("untouched", visibility_timeout_seconds=60)

# replaced
def table(logical, **more):
    attributes = [{"name": KEY, "type": "S"}]
    aws.dynamodb.Table(logical, hash_key=KEY, billing_mode="PAY_PER_REQUEST", attributes=attributes, **more)
table("unnamed")
table("named", name="jobs")
uploads = aws.s3.Bucket("uploads", bucket=f"uploads-of-{KEY}-and-no-other")
aws.s3.BucketVersioning("versions", bucket=uploads.bucket, versioning_configuration={"status": "Enabled"})

# ignored
aws.sqs.Queue("whole", tags={"Client": CLIENT}, opts=options(ignore_changes=["tags"]))
aws.sqs.Queue("part", tags={"Client": CLIENT, "Kept": CLIENT}, opts=options(ignore_changes=["tags.Kept"]))

# moved
somewhere = options(provider=aws.Provider("somewhere", region=REGION))
aws.sqs.Queue("work", opts=somewhere)
aws.sqs.Queue("stays", region="us-east-1", opts=somewhere)
allowed = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
aws.iam.Role("runner", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}), opts=somewhere)
"""


@dataclass(frozen=True)
class Change:
    project: SmallProject
    before: dict[str, list[str]]
    planned: Outcome
    done: Outcome
    again: Outcome
    after: dict[str, list[str]]


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory, home: Any, sandbox: Any) -> Change:
    project = small_project(tmp_path_factory.mktemp("change"), home, sandbox).program(BEFORE + PROGRAM)
    stack = project.stack()
    stack.up()
    before = project.left()
    project.program(AFTER + PROGRAM)
    return Change(project, before, stack.preview(), stack.up(), stack.up(), project.left())


def queues(urls: list[str]) -> dict[str, str]:
    """Logical name to URL."""
    return {url.rsplit("/", 1)[-1].rsplit("-", 1)[0]: url for url in urls}


def starting(prefix: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(prefix)]


def test_what_changes_is_what_differs_and_as_the_preview_announced(change):
    assert change.done.changed == {
        "tagged": "update",
        "unnamed": "delete-replaced",
        "named": "create-replacement",
        "uploads": "delete-replaced",
        "versions": "create-replacement",
        "part": "update",
        "somewhere": "update",
        "work": "delete-replaced",
    }
    assert change.planned.changed == change.done.changed


def test_a_further_up_changes_nothing(change):
    assert change.again.changed == {}


def test_an_update_in_place_changes_only_what_differs(change):
    assert [step.properties for step in change.done.steps if step.name == "tagged"] == [("tags",)]
    (bucket,) = starting("tagged-", change.after["buckets"])
    assert starting("tagged-", change.before["buckets"]) == [bucket]
    assert queues(change.after["queues"])["untouched"] == queues(change.before["queues"])["untouched"]
    tags = change.project.aws("s3").get_bucket_tagging(Bucket=bucket)["TagSet"]
    assert tags == [{"Key": "Client", "Value": "globex"}]


def test_a_replacement_comes_first_unless_there_can_be_only_one(change):
    order = [(step.name, step.operation) for step in change.done.steps]

    def after(name, operation, other_name, other_operation):
        return order.index((name, operation)) > order.index((other_name, other_operation))

    assert after("unnamed", "delete-replaced", "unnamed", "create-replacement")
    assert after("uploads", "delete-replaced", "uploads", "create-replacement")
    assert after("named", "create-replacement", "named", "delete-replaced")
    assert after("versions", "create-replacement", "versions", "delete-replaced")
    assert starting("uploads-", change.after["buckets"]) == ["uploads-of-video-and-no-other"]
    assert len(change.after["tables"]) == 2
    assert set(change.after["tables"]) & set(change.before["tables"]) == {"jobs"}


def test_what_the_program_ignores_stays_as_it_is(change):
    found, sqs = queues(change.after["queues"]), change.project.aws("sqs")
    assert sqs.list_queue_tags(QueueUrl=found["whole"])["Tags"] == {"Client": "acme"}
    assert sqs.list_queue_tags(QueueUrl=found["part"])["Tags"] == {"Client": "globex", "Kept": "acme"}


def test_another_region_moves_what_lives_in_one(change):
    assert set(queues(change.before["queues"])) == {"untouched", "whole", "part", "work", "stays"}
    assert set(queues(change.after["queues"])) == {"untouched", "whole", "part", "stays"}
    assert change.after["roles"] == change.before["roles"]


def test_names_follow_the_stacks_own_naming(project):
    naming = {"pulumi:autonaming": {"pattern": "${stack}-${name}"}}

    project.program('aws.sqs.Queue("work")').stack(settings=naming).up()

    assert [url.rsplit("/", 1)[-1] for url in project.left()["queues"]] == ["dev-work"]
