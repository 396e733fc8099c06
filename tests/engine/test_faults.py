import pytest

from sandbox.engine.command import interrupt_all
from sandbox.engine.stack import EngineFailed

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
