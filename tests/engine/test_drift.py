import pytest

pytestmark = pytest.mark.engine

PROGRAM = """
aws.s3.Bucket("uploads", tags={"Client": "acme"})
aws.sqs.Queue("work", visibility_timeout_seconds=60)
aws.sns.Topic("told")
aws.dynamodb.Table("jobs", hash_key="job", billing_mode="PAY_PER_REQUEST", attributes=[{"name": "job", "type": "S"}])
"""


def test_every_change_by_hand_is_found_by_refresh_and_set_right_by_up(project):
    stack = project.program(PROGRAM).stack()
    stack.up()
    there = project.left()
    queue, bucket = there["queues"][0], there["buckets"][0]

    project.aws("s3").put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "Client", "Value": "someone-else"}]})
    project.aws("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "5"})
    project.aws("sqs").tag_queue(QueueUrl=queue, Tags={"By": "hand"})
    project.aws("sns").delete_topic(TopicArn=there["topics"][0])

    found = stack.refresh(preview_only=True)
    assert found.changed == {"uploads": "update", "work": "update", "told": "delete"}
    assert {step.name: set(step.properties) for step in found.steps if step.operation == "update"} == {
        "uploads": {"tags"},
        "work": {"tags", "visibilityTimeoutSeconds"},
    }

    repaired = stack.up(refresh=True)
    assert repaired.changes == {"create": 1, "update": 2, "same": 2}
    assert stack.refresh().changed == {}
    assert project.aws("s3").get_bucket_tagging(Bucket=bucket)["TagSet"] == [{"Key": "Client", "Value": "acme"}]
    attributes = project.aws("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
    assert attributes == {"VisibilityTimeout": "60"}
    assert project.aws("sqs").list_queue_tags(QueueUrl=queue).get("Tags", {}) == {}
    assert len(project.left()["topics"]) == 1
