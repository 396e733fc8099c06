"""`clientenv fleet` with the real engine: what was changed by hand is found in one stack, and the stack that is refused stops nobody."""

import json
import subprocess
import sys

import pytest

from sandbox.engine.project import EngineProject
from sandbox.engine.side_by_side import side_by_side
from tests.engine.conftest import ACCOUNTS, client

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi, pulumi_aws as aws
from model.tags import CostAllocationTags

told = pulumi.Config("clientenv")
tags = CostAllocationTags(client=told.require("client"), environment="prod", owner=told.require("owner")).as_aws()
aws.sqs.Queue("work", name=pulumi.get_stack() + "-work", sqs_managed_sse_enabled=True, delay_seconds=5, tags=tags)
"""


def test_drift_of_a_fleet_names_what_was_changed_by_hand_and_a_refused_stack_stops_nobody(tmp_path, home, sandbox):
    account = str(next(ACCOUNTS))
    (tmp_path / "Pulumi.yaml").write_text("name: clientenv\nruntime: python\n")
    (tmp_path / "__main__.py").write_text(PROGRAM)
    environment = home.environment(sandbox.endpoint, sandbox.credentials(account))
    project = EngineProject.copied(tmp_path, home, environment)

    def stack(slug, account_id=account):
        settings = {
            "client": slug,
            "slug": slug,
            "environment": "prod",
            "owner": "Consultancy",
            "placement": "own",
            "homeRegion": "us-east-1",
        }
        return project.stack(f"{slug}-fleet", {f"clientenv:{key}": value for key, value in {**settings, "accountId": account_id}.items()})

    same, drifted = stack("same"), stack("drifted")
    stack("stray", account_id="999999999999")
    side_by_side([same.up, drifted.up])
    sqs = client(sandbox, "sqs", account)
    sqs.set_queue_attributes(QueueUrl=sqs.get_queue_url(QueueName="drifted-fleet-work")["QueueUrl"], Attributes={"DelaySeconds": "60"})

    command = [
        sys.executable,
        "-m",
        "automation.cli",
        "fleet",
        "drift",
        "--select",
        "*-fleet",
        "--json",
        "--report",
        str(tmp_path / "r.json"),
    ]
    done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True)

    report = json.loads(done.stdout)
    found = {each["stack"]: each for each in report["results"]}
    assert {name: each["state"] for name, each in found.items()} == {
        "same-fleet": "done",
        "drifted-fleet": "done",
        "stray-fleet": "refused",
    }
    assert done.returncode == 5
    assert (found["same-fleet"]["counts"], found["drifted-fleet"]["counts"]) == ({}, {"changed": 1})
    (change,) = found["drifted-fleet"]["changes"]
    assert (change["name"], change["type"]) == ("work", "aws:sqs/queue:Queue")
    assert "999999999999" in found["stray-fleet"]["message"]
    assert [row["inputs"]["delaySeconds"] for row in drifted.state()["resources"] if row["type"] == "aws:sqs/queue:Queue"] == [5]
    assert "drifted-fleet" in (tmp_path / "r.html").read_text()
