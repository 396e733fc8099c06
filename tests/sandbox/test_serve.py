"""What `make sandbox` prints: it is typed as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.demo.clients import STACKS
from sandbox.serve import how_to_look, how_to_upload
from sandbox.server_process import running_sandbox

PROJECT = Path(__file__).parents[2]
BUCKET, TABLE = "internal-dev-uploads-bae4b6a", "internal-dev-usage-35c853b"
OUTPUTS = {"uploads_bucket": BUCKET, "usage_table_arn": f"arn:aws:dynamodb:us-east-1:111111111111:table/{TABLE}"}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("serve")) as running:
        yield running


def typed(text, home):
    """The indented lines up to the keys of another account, in a shell that knows nothing; `aws` may not be installed."""
    lines = [line for line in text.partition("Keys of another")[0].splitlines() if line.startswith("  ")]
    script = "\n".join(line for line in lines if line != "  aws s3 ls").replace(".venv/bin/python", sys.executable)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    return subprocess.run(["sh", "-e", "-c", script], env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=60)


def test_the_example_with_boto3_works_in_a_shell_without_settings_of_its_own(sandbox, tmp_path):
    done = typed(how_to_look(sandbox), tmp_path)
    assert (done.stderr, done.stdout) == ("", "arn:aws:iam::111111111111:user/admin\n")


def test_an_upload_is_shown_where_videos_are_metered(sandbox, tmp_path):
    said = how_to_upload(STACKS[0], OUTPUTS)
    keys = how_to_look(sandbox).partition("Then,")[0]
    s3 = ".venv/bin/python -c \"import boto3; s3 = boto3.client('s3');"
    made = f"{s3} s3.create_bucket(Bucket='{BUCKET}')\""
    listed = f"{s3} print(s3.list_objects_v2(Bucket='{BUCKET}')['Contents'][0]['Key'])\""
    upload = said.partition('  .venv/bin/python -c "import boto3; print')[0]
    done = typed(f"{keys}\n  {made}\n{upload}\n  {listed}\n", tmp_path)
    assert (done.stderr, done.stdout) == ("", "uploads/mine.mp4\n")
    assert f"TableName='{TABLE}'" in said


def test_all_of_it_fits_on_eighty_columns(sandbox):
    lines = (how_to_look(sandbox) + how_to_upload(STACKS[0], OUTPUTS)).splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert not re.search(r"\{\w*\}", "".join(lines))
