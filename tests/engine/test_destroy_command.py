"""`clientenv destroy` with the real engine: protected data outlives a destruction, and a destruction with data leaves nothing."""

import json
import os
from types import SimpleNamespace

import pytest

from automation.cli import run as run_command
from sandbox.engine.home import EngineHome
from sandbox.engine.project import EngineProject
from tests.engine.conftest import ACCOUNTS, client
from tests.engine.inventory import inventory

pytestmark = pytest.mark.engine

PROGRAM = """
import json, pulumi, pulumi_aws as aws
from components.component_types import BILLING_READER, USAGE_TABLE
from components.private_bucket import PrivateBucket, PrivateBucketArgs
from components.data_table import DataTableArgs
from components.encryption_key import EncryptionKey, EncryptionKeyArgs
from components.usage_table import UsageTable

protect = pulumi.Config("clientenv").require_bool("protectData")
key = EncryptionKey("acme-prod", EncryptionKeyArgs(account_id=pulumi.Config("clientenv").require("accountId"), protect=protect))
usage = UsageTable("acme-prod-usage", DataTableArgs(key_arn=key.arn, protect=protect))
uploads = PrivateBucket(
    "acme-prod-uploads", PrivateBucketArgs(key_arn=key.arn, retention_days=30, versioned=True, protect=protect)
)
reader = pulumi.ComponentResource(BILLING_READER, "acme-prod-billing-reader")
trust = {"Effect": "Allow", "Principal": {"AWS": pulumi.Config("clientenv").require("accountId")}, "Action": "sts:AssumeRole"}
role = aws.iam.Role(
    "acme-prod-billing-reader",
    assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    opts=pulumi.ResourceOptions(parent=reader),
)
read = usage.table.arn.apply(lambda arn: {"Effect": "Allow", "Action": "dynamodb:Scan", "Resource": arn})
aws.iam.RolePolicy(
    "acme-prod-billing-reader",
    role=role.name,
    policy=pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [read]}),
    opts=pulumi.ResourceOptions(parent=reader),
)
aws.sqs.Queue("acme-prod-work", kms_master_key_id=key.key.id)
aws.cloudwatch.LogGroup("acme-prod-sweep", name="/aws/lambda/acme-prod-sweep")
"""


@pytest.fixture
def environment(tmp_path, sandbox, monkeypatch, capsys):
    """A deployed stack in a backend of its own; `clientenv(...)` answers with exit code and report."""
    account, home = str(next(ACCOUNTS)), EngineHome.prepared(tmp_path / "engine")

    def deployed(stack, protect, before_it=lambda account: None):
        settings = {
            "client": "Acme", "slug": "acme", "environment": "prod", "owner": "Consultancy", "placement": "own", "accountId": account,
            "homeRegion": "us-east-1", "notify": ["ops@example.com"], "protectData": protect,
        }  # fmt: skip
        (tmp_path / "Pulumi.yaml").write_text("name: clientenv\nruntime: python\n")
        (tmp_path / "__main__.py").write_text(PROGRAM)
        variables = home.environment(sandbox.endpoint, sandbox.credentials(account))
        project = EngineProject.copied(tmp_path, home, variables)
        engine = project.stack(stack, {f"clientenv:{key}": value for key, value in settings.items()})
        before = before_it(account)
        engine.up()
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(project.folder)
        return SimpleNamespace(
            engine=engine, clientenv=clientenv, before=before, account=account, aws=lambda s: client(sandbox, s, account)
        )

    def clientenv(*words):
        monkeypatch.setattr("sys.argv", ["clientenv", *words, "--json"])
        with pytest.raises(SystemExit) as ended:
            run_command()
        told = capsys.readouterr()
        return ended.value.code or 0, json.loads(told.out), told.err

    return deployed


def test_data_outlives_a_destruction_and_goes_when_told_and_nothing_is_left(environment, sandbox):
    leaver = environment("leaver", protect=True, before_it=lambda account: inventory(sandbox, account))
    (bucket,) = (each["Name"] for each in leaver.aws("s3").list_buckets()["Buckets"])
    for body in (b"first", b"second"):
        leaver.aws("s3").put_object(Bucket=bucket, Key="uploads/a.mp4", Body=body)

    code, report, err = leaver.clientenv("destroy", "leaver", "--yes")
    assert (code, "add --confirm leaver" in err) == (3, True)

    code, report, err = leaver.clientenv("destroy", "leaver", "--confirm", "leaver")
    assert (code, report["residue"]["left_over"]) == (0, []), err
    kinds = {each["kind"] for each in report["residue"]["kept"]}
    assert kinds == {"S3 bucket", "DynamoDB table", "KMS key", "IAM role"}
    assert "QueueUrls" not in leaver.aws("sqs").list_queues()
    assert leaver.aws("s3").get_object(Bucket=bucket, Key="uploads/a.mp4")["Body"].read() == b"second"

    (table,) = leaver.aws("dynamodb").list_tables()["TableNames"]
    row = {"job": {"S": "a1"}, "month": {"S": "2026-11"}, "completed_at": {"S": "2026-11-05T00:00:00+00:00"}, "seconds": {"N": "61"}}
    leaver.aws("dynamodb").put_item(TableName=table, Item=row)
    code, report, _ = leaver.clientenv("destroy", "leaver", "--with-data", "--confirm", "leaver")
    assert code == 3
    assert "2026-11: 1 video is not copied, 61 s (a1)" in report["message"]

    code, report, err = leaver.clientenv("destroy", "leaver", "--with-data", "--confirm", "leaver", "--usage-lost", "a rehearsal")
    assert code == 0, err
    assert (report["residue"]["left_over"], report["residue"]["kept"]) == ([], [])
    assert [each["kind"] for each in report["residue"]["pending"]] == ["KMS key"]
    assert inventory(sandbox, leaver.account) - leaver.before == set()
    assert leaver.engine.state().get("resources", []) == []


def test_what_was_never_protected_goes_at_once_but_for_what_tells_the_usage(environment):
    dev = environment("leaving-dev", protect=False)
    code, report, err = dev.clientenv("destroy", "leaving-dev", "--confirm", "leaving-dev")
    assert (code, report["residue"]["left_over"], report["residue"]["kept"]) == (0, [], []), err
    assert (report["stays"], dev.engine.state().get("resources", [])) == ([], [])
    assert (dev.aws("s3").list_buckets()["Buckets"], dev.aws("dynamodb").list_tables()["TableNames"]) == ([], [])
