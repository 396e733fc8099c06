import pytest

from sandbox.handlers import lifecycle
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract, Resource


class TestLogGroups(HandlerContract):
    cases = (
        Case(
            "aws:cloudwatch/logGroup:LogGroup",
            inputs=lambda cloud: {
                "name": f"/aws/lambda/{cloud.name('start')}",
                "retentionInDays": 30,
                "kmsKeyId": cloud.key(),
                "skipDestroy": False,
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                Drift("retentionInDays", 7, lambda aws, it: aws.put_retention_policy(logGroupName=it["id"], retentionInDays=7)),
                Drift("retentionInDays", 0, lambda aws, it: aws.delete_retention_policy(logGroupName=it["id"])),
                Drift("kmsKeyId", GONE, lambda aws, it: aws.disassociate_kms_key(logGroupName=it["id"])),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(resourceArn=it["arn"], tagKeys=["Project"])),
            ),
        ),
        Case("aws:cloudwatch/logGroup:LogGroup", inputs=lambda cloud: {}, note="with nothing said"),
    )


def test_a_group_that_begins_with_the_same_name_is_another(cloud):
    made = Resource(TestLogGroups.cases[0], cloud)
    cloud.client("logs").create_log_group(logGroupName=f"{made.id}-2")
    lifecycle.delete(made.handler, cloud.account, made.id, made.state)
    assert made.read() is None


@pytest.mark.parametrize(("skip", "stays"), [(True, True), (False, False)])
def test_a_group_can_outlive_its_stack(cloud, skip, stays):
    made = Resource(Case("aws:cloudwatch/logGroup:LogGroup", inputs=lambda cloud: {"skipDestroy": skip}), cloud)
    lifecycle.delete(made.handler, cloud.account, made.id, made.state)
    assert (made.read() is not None) == stays
