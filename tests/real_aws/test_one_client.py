"""One client on real AWS, from its first resource to its last: `make test-aws`, in the account that CLIENTENV_TEST_ACCOUNT names.

It is what a user does: `clientenv deploy`, a video, `clientenv destroy --with-data`. Should it break half-way, run it again: the state is
kept in `.clientenv/test-aws/`, so it goes on and destroys what is there.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import boto3
import pytest
import yaml
from botocore.config import Config

from sandbox.demo.video import VIDEO

pytestmark = [pytest.mark.aws, pytest.mark.timeout(3600)]

ROOT = Path(__file__).parents[2]
WORK = ROOT / ".clientenv" / "test-aws"
STACK = "clientenv-test"
SECONDS = 13
"""What is metered of the shipped video of 12.42 seconds."""
PATIENCE = 900
"""Seconds; Rekognition takes a minute or two."""
MOST_USD = Decimal(1)
HOURS_OF_A_MONTH = Decimal(730)


def test_a_client_is_deployed_metered_tagged_and_taken_down_for_less_than_a_dollar(allowed, capsys):
    began = time.monotonic()
    try:
        deployed = clientenv(allowed, "deploy", STACK, "--yes")
        outputs = deployed["outputs"]
        upload(allowed, outputs)
        assert seconds_metered(allowed, outputs) == SECONDS
        assert untagged(allowed) == []
    finally:
        destroyed = clientenv(
            allowed, "destroy", STACK, "--with-data", "--confirm", STACK, "--usage-lost", "a test that nobody pays for", codes=(0, 3)
        )
    assert destroyed["exit"] == 0, destroyed["message"]
    assert destroyed["residue"]["left_over"] == []
    usd = cost(allowed, hours=Decimal(time.monotonic() - began) / 3600)
    with capsys.disabled():
        print(f"\nAbout ${usd:.2f}: a minute of video, and the month's estimate for the time that it took.")
    assert usd < MOST_USD


@pytest.fixture(scope="module")
def allowed():
    """The environment of every command. Ends the run where these credentials are for any other account than the one that is named."""
    wanted = os.environ["CLIENTENV_TEST_ACCOUNT"]
    identity = boto3.client("sts").get_caller_identity()
    if identity["Account"] != wanted:
        pytest.exit(f"CLIENTENV_TEST_ACCOUNT is {wanted}, but these credentials are for {identity['Account']}. Nothing was done.", 3)
    return lay_out(wanted)


def lay_out(account):
    """A project whose settings and state are in a folder of their own."""
    states = WORK / "states"
    states.mkdir(parents=True, exist_ok=True)
    passphrase = WORK / "passphrase"
    if not passphrase.exists():
        passphrase.write_text(secrets.token_hex(16))
        passphrase.chmod(0o600)
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    project["main"] = str(ROOT)
    if os.environ.get("PULUMI_PYTHON_CMD"):
        project["runtime"] = "python"
    else:
        project["runtime"] = {"name": "python", "options": {"virtualenv": str(ROOT / ".venv")}}
    (WORK / "Pulumi.yaml").write_text(yaml.safe_dump(project, sort_keys=False))
    settings = {
        "client": "Consultancy test",
        "slug": "ctest",
        "environment": "test",
        "owner": "Consultancy",
        "placement": "own",
        "accountId": account,
        "homeRegion": os.environ.get("AWS_REGION") or "us-east-1",
        "protectData": "false",
        "webHosting": "false",
    }
    path = WORK / f"Pulumi.{STACK}.yaml"
    kept = (yaml.safe_load(path.read_text()) if path.exists() else None) or {}
    path.write_text(yaml.safe_dump({**kept, "config": {f"clientenv:{key}": value for key, value in settings.items()}}))
    return {**os.environ, "PULUMI_BACKEND_URL": states.as_uri(), "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase)}


def clientenv(environment, *words, codes=(0,)):
    """What a command says of its end."""
    done = subprocess.run(
        [sys.executable, "-m", "automation.cli", *words, "--json"],
        cwd=WORK,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode in codes, f"clientenv {' '.join(words)} ended with {done.returncode}: {done.stdout}"
    return json.loads(done.stdout)


def client(service):
    return boto3.client(service, config=Config(s3={"addressing_style": "path"}))


def upload(environment, outputs):
    client("s3").upload_file(str(VIDEO), outputs["uploads_bucket"], f"uploads/{VIDEO.name}")


def seconds_metered(environment, outputs):
    """Of all videos; waits for the first."""
    table = outputs["usage_table_arn"].rsplit("/", 1)[-1]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        rows = [row for row in client("dynamodb").scan(TableName=table)["Items"] if "seconds" in row]
        if rows:
            return sum(int(row["seconds"]["N"]) for row in rows)
        time.sleep(2)
    raise AssertionError(f"nothing was metered in {PATIENCE} seconds")


def untagged(environment):
    """What AWS itself says carries the client's tag, against what `doctor` misses."""
    checks = {each["id"]: each for each in clientenv(environment, "doctor", STACK, codes=(0, 3))["checks"]}
    found = checks["untagged"]
    return [] if found["result"] == "passed" else [found["found"]]


def cost(environment, hours):
    """Exact to what a month is estimated at: Cost Explorer would know half a day later."""
    month = clientenv(environment, "estimate", STACK, "--videos", "1", "--minutes", "1")["aws"]
    video = Decimal(month["by_service"]["Amazon Rekognition"])
    return video + (Decimal(month["total"]) - video) * max(hours, Decimal(1)) / HOURS_OF_A_MONTH
