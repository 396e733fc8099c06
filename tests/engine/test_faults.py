import os
import signal
import subprocess

import pytest

from sandbox.engine.command import interrupt_all
from sandbox.engine.stack import EngineFailed
from sandbox.server_process import running_sandbox
from tests.engine.conftest import small_project

pytestmark = pytest.mark.engine


def test_what_was_made_before_an_error_stays_and_the_next_up_goes_on(project, sandbox):
    other = project.aws("s3", "300000000999")
    other.create_bucket(Bucket="name-that-is-taken")
    program = """
    good = aws.sqs.Queue("good")
    bad = aws.s3.Bucket("bad", bucket="{name}", opts=pulumi.ResourceOptions(depends_on=[good]))
    aws.sns.Topic("waits", opts=pulumi.ResourceOptions(depends_on=[bad]))
    """
    stack = project.program(program.format(name="name-that-is-taken")).stack()

    with pytest.raises(EngineFailed) as failed:
        stack.up()
    (line,) = failed.value.outcome.errors
    assert line.startswith("bad: aws:s3/bucket:Bucket: An error occurred (BucketAlreadyExists)")
    assert "Choose another name" in line
    assert set(project.left()) == {"queues"}

    project.program(program.format(name="name-that-is-free"))
    assert stack.up().changed == {"bad": "create", "waits": "create"}
    assert project.left()["buckets"] == ["name-that-is-free"]


def test_ctrl_c_keeps_what_was_made_and_the_next_up_makes_the_rest(project):
    stack = project.program("""
    last = None
    for number in range(30):
        last = aws.sqs.Queue(f"work-{number}", opts=pulumi.ResourceOptions(depends_on=[last] if last else []))
    """).stack()

    def ctrl_c_after_the_fifth(line: str) -> None:
        if "work-4" in line and "created" in line:
            interrupt_all()

    with pytest.raises(EngineFailed):
        stack.up(on_output=ctrl_c_after_the_fifth)

    made = len(project.left()["queues"])
    known = [each for each in stack.state()["resources"] if each["type"] == "aws:sqs/queue:Queue"]
    assert 5 <= made < 30
    assert len(known) == made
    assert stack.up().changes["create"] == 30 - made
    assert len(project.left()["queues"]) == 30


def test_a_sandbox_that_dies_in_the_middle_is_told_in_one_line_and_what_was_made_is_in_the_state(tmp_path, home):
    (tmp_path / "program").mkdir()
    with running_sandbox(tmp_path / "aws") as mortal:
        stack = small_project(tmp_path / "program", home, mortal).program(TEN_IN_A_ROW).stack()

        def killed_after_the_third(line: str) -> None:
            if "work-2" in line and "created" in line:
                os.kill(server_of(tmp_path / "aws"), signal.SIGKILL)

        with pytest.raises(EngineFailed) as failed:
            stack.up(on_output=killed_after_the_third)
        kept = [each["urn"] for each in stack.state()["resources"] if each["type"] == "aws:sqs/queue:Queue"]

    (line,) = failed.value.outcome.errors
    assert "the sandbox's AWS no longer answers" in line
    assert 3 <= len(kept) < 10


TEN_IN_A_ROW = """
last = None
for number in range(10):
    last = aws.sqs.Queue(f"work-{number}", opts=pulumi.ResourceOptions(depends_on=[last] if last else []))
"""


def server_of(folder):
    (pid,) = subprocess.run(["pgrep", "-f", f"sandbox.aws.server.*{folder}"], capture_output=True, text=True, check=True).stdout.split()
    return int(pid)
