import pytest

from sandbox.engine.command import interrupt_all
from sandbox.engine.project import EngineProject
from sandbox.engine.stack import EngineFailed

pytestmark = pytest.mark.engine


def test_an_input_that_the_sandbox_does_not_have_stops_the_preview_with_type_and_property(project):
    stack = project.program('aws.s3.Bucket("uploads", acceleration_status="Enabled")').stack()

    with pytest.raises(EngineFailed) as failed:
        stack.preview()

    (line,) = failed.value.outcome.errors
    assert "uploads" in line
    assert "aws:s3/bucket:Bucket: the sandbox does not support accelerationStatus" in line


def test_a_type_without_handler_and_a_setting_of_the_provider_are_named(project):
    stack = project.program('aws.ec2.Instance("box", ami="ami-1", instance_type="t3.micro")').stack()
    with pytest.raises(EngineFailed, match="the sandbox has no handler for aws:ec2/instance:Instance"):
        stack.preview()

    project.program("""
    odd = aws.Provider("odd", region="us-east-1", default_tags={"tags": {"a": "b"}})
    aws.s3.Bucket("uploads", opts=pulumi.ResourceOptions(provider=odd))
    """)
    with pytest.raises(EngineFailed, match="the sandbox's provider does not support defaultTags"):
        stack.preview()


def test_an_input_of_awsx_that_the_sandbox_does_not_have_stops_the_preview_in_one_line(project):
    program = 'import pulumi_awsx as awsx\nawsx.ec2.Vpc("net", ipv4_netmask_length=20, subnet_strategy="Auto")'
    stack = project.program(program).stack()

    with pytest.raises(EngineFailed) as failed:
        stack.preview()

    assert [line.rpartition("problem: ")[2] for line in failed.value.outcome.errors] == [
        "awsx:ec2:Vpc: the sandbox does not support ipv4NetmaskLength"
    ]


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


def test_a_sandbox_that_has_ended_is_told_in_one_line(project, home):
    project.program('aws.s3.Bucket("uploads")')
    nobody = home.environment("http://127.0.0.1:9", {"AccessKeyId": "a", "SecretAccessKey": "b"})
    stack = EngineProject.copied(project.folder, home, nobody).stack("dev")

    with pytest.raises(EngineFailed) as failed:
        stack.preview()

    (line,) = failed.value.outcome.errors
    assert "the sandbox's AWS no longer answers" in line
