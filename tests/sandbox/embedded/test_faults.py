"""What goes wrong on the way is told in one line, and what was made is kept and named."""

import pytest

from sandbox.aws.errors import AwsError

ACCOUNT = "111111111111"
QUEUE = 'queue = aws.sqs.Queue("work")\n'
DISTRIBUTION = """
aws.cloudfront.Distribution(
    "web",
    enabled=True,
    origins=[{"origin_id": "web", "domain_name": "web.s3.us-east-1.amazonaws.com"}],
    default_cache_behavior={
        "target_origin_id": "web",
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": ["GET", "HEAD"],
        "cached_methods": ["GET", "HEAD"],
        "cache_policy_id": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    },
    restrictions={"geo_restriction": {"restriction_type": "none"}},
    viewer_certificate={"cloudfront_default_certificate": True},
    opts=pulumi.ResourceOptions(depends_on=[queue]),
)
"""


def refuse(project, *, action, code="AccessDenied"):
    """AWS says no to one action, until the returned set is cleared."""
    refused = {action}

    def check(request):
        if request.action in refused and request.caller.arn.endswith("user/admin"):
            raise AwsError(code, "It is not allowed.", 403)
        return request

    project.server.aws.gate.checks.append(check)
    return refused


def queues(project):
    return project.aws("sqs").list_queues().get("QueueUrls", [])


def test_an_account_that_is_not_verified_gets_its_remedy_and_the_next_up_goes_on(project):
    project.server.aws.new_accounts._new.add(ACCOUNT)
    failed = project.program(QUEUE + DISTRIBUTION).run()

    (line,) = failed.stderr.splitlines()
    assert line.startswith("web (aws:cloudfront/distribution:Distribution): An error occurred (AccessDenied)")
    assert "Your account must be verified" in line
    assert "`pulumi config set clientenv:webHosting false`" in line
    made = queues(project)

    done = project.program(QUEUE + 'aws.sns.Topic("news")').run()

    assert done.returncode == 0, done.stderr
    assert queues(project) == made
    assert len(project.aws("sns").list_topics()["Topics"]) == 1
    assert project.run("destroy").returncode == 0
    assert queues(project) == []


def test_what_cannot_be_read_back_stands_in_the_state_and_is_not_made_twice(project):
    refused = refuse(project, action="GetQueueAttributes")
    failed = project.program(QUEUE).run()

    (line,) = failed.stderr.splitlines()
    assert "when calling the GetQueueAttributes operation: It is not allowed. Look at the policies" in line
    (made,) = queues(project)
    (kept,) = [row for row in project.state().resources.values() if row.type == "aws:sqs/queue:Queue"]
    assert kept.id == made

    refused.clear()
    assert project.run().returncode == 0
    assert queues(project) == [made]
    assert project.state().resources[kept.urn].outputs["arn"].endswith(made.rpartition("/")[2])


def test_a_deployment_that_goes_on_changes_nothing_that_is_there(project):
    project.program(QUEUE + 'aws.s3.BucketAclV2("none", bucket="missing", opts=pulumi.ResourceOptions(depends_on=[queue]))').run()

    changed = project.program('aws.sqs.Queue("work", delay_seconds=7)').run()

    assert "work (aws:sqs/queue:Queue): work was made by the deployment that failed, and delaySeconds would change it" in changed.stderr
    assert len(queues(project)) == 1


def test_an_aws_that_no_longer_answers_is_told_once(project):
    project.program("".join(f'aws.sqs.Queue("work-{number}")\n' for number in range(3)))
    project.server.stop()

    failed = project.run()

    assert failed.returncode == 1
    (line,) = failed.stderr.splitlines()
    assert "the sandbox's AWS no longer answers" in line


def test_a_function_that_aws_refuses_is_told_in_one_line(project):
    refuse(project, action="DescribeAvailabilityZones", code="UnauthorizedOperation")

    failed = project.program("aws.get_availability_zones()").run()

    (line,) = failed.stderr.splitlines()
    assert line.startswith("aws:index/getAvailabilityZones:getAvailabilityZones (")


def test_a_state_that_cannot_grow_names_what_stands_in_none(project):
    failed = project.program(QUEUE).run(longest_file=600)

    (line,) = failed.stderr.splitlines()
    assert "a file may not grow that large here" in line
    assert "work of dev exist and stand in no state" in line
    assert len(queues(project)) == 1
    assert [each.name for each in project.states.iterdir()] == ["small.dev.json"]
    assert project.state().resources == {}


@pytest.mark.parametrize("command", ["up", "destroy"])
def test_a_folder_of_states_that_cannot_be_is_told_before_anything_is_made(project, command):
    project.states.write_text("a file")

    failed = project.program(QUEUE).run(command)

    (line,) = failed.stderr.splitlines()
    assert "a file is in the way where a folder is needed. Move that file away" in line
    assert queues(project) == []
