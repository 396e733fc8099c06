"""One stack from its first `up` to its destruction, recorded once and looked at from all sides."""

from dataclasses import dataclass
from typing import Any

import pytest
from pulumi.automation import OutputValue

from automation.engine.outcome import Outcome
from tests.engine.conftest import small_project

pytestmark = pytest.mark.engine

PROGRAM = """
uploads = aws.s3.Bucket("uploads", tags={"Client": "acme"})
aws.s3.BucketVersioning("versions", bucket=uploads.bucket, versioning_configuration={"status": "Enabled"})
aws.s3.BucketPolicy("policy", bucket=uploads.bucket, policy=uploads.arn.apply(lambda arn: json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, f"{arn}/*"],
                   "Condition": {"Bool": {"aws:SecureTransport": "false"}}}],
}, indent=2)))
aws.dynamodb.Table("jobs", hash_key="job", billing_mode="PAY_PER_REQUEST", attributes=[{"name": "job", "type": "S"}])
queue = aws.sqs.Queue("work", visibility_timeout_seconds=60)
aws.sns.Topic("told", tags={"Word": pulumi.Config().require_secret("word")})
aws.iam.Role("runner", assume_role_policy=json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}))
pulumi.export("bucket", uploads.bucket)
pulumi.export("account", aws.get_caller_identity().account_id)
pulumi.export("sesame", pulumi.Config().require_secret("word"))
"""
RESOURCES = 8
"""Seven in AWS and the stack itself."""


@dataclass(frozen=True)
class Life:
    account_id: str
    planned: Outcome
    first: Outcome
    second: Outcome
    previewed: Outcome
    refreshed: Outcome
    outputs: dict[str, OutputValue]
    state: str
    there: dict[str, list[str]]
    destroyed: Outcome
    left: dict[str, list[str]]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, home: Any, sandbox: Any) -> Life:
    project = small_project(tmp_path_factory.mktemp("life"), home, sandbox).program(PROGRAM)
    stack = project.stack(secrets={f"{project.name}:word": "open-sesame"})
    return Life(
        account_id=project.account_id,
        planned=stack.preview(),
        first=stack.up(),
        second=stack.up(),
        previewed=stack.preview(),
        refreshed=stack.refresh(),
        outputs=stack.outputs(),
        state="".join(path.read_text() for path in (home.states / ".pulumi" / "stacks" / project.name).glob("dev.json")),
        there=project.left(),
        destroyed=stack.destroy(),
        left=project.left(),
    )


def test_the_first_preview_announces_what_up_then_creates(life):
    assert life.planned.changes == life.first.changes == {"create": RESOURCES}


def test_what_the_program_registers_exists_in_aws(life):
    assert {kind: len(names) for kind, names in life.there.items()} == {"buckets": 1, "queues": 1, "roles": 1, "tables": 1, "topics": 1}
    assert life.there["buckets"] == [life.outputs["bucket"].value]
    assert life.outputs["account"].value == life.account_id


def test_a_second_up_changes_nothing(life):
    assert life.second.changes == {"same": RESOURCES}
    assert life.previewed.changes == {"same": RESOURCES}


def test_a_refresh_finds_no_drift_where_nobody_changed_anything(life):
    assert life.refreshed.changes == {"same": RESOURCES}


def test_secrets_are_marked_in_the_outputs_and_encrypted_in_the_state(life):
    assert life.outputs["sesame"].value == "open-sesame"
    assert life.outputs["sesame"].secret
    assert not life.outputs["bucket"].secret
    assert "ciphertext" in life.state
    assert "open-sesame" not in life.state


def test_destroy_leaves_nothing(life):
    assert life.destroyed.changes == {"delete": RESOURCES}
    assert life.left == {}
