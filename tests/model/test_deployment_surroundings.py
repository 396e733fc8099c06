"""What the DeploymentRole may do around the solution: alarms, budgets, topics, the web page, and nobody else's."""

import pytest

from tests.model.deployment_rights import BILLING, HERE, allowing, denied

SURROUNDINGS = {
    f"arn:aws:cloudwatch:{HERE}:alarm:acme-prod-uploads-errors-1a2b": "cloudwatch PutMetricAlarm DescribeAlarms DeleteAlarms TagResource "
    "UntagResource ListTagsForResource",
    f"arn:aws:cloudwatch:{BILLING}:alarm:acme-prod-estimated-charges-1a2b": "cloudwatch PutMetricAlarm DescribeAlarms DeleteAlarms",
    "arn:aws:cloudwatch::222222222222:dashboard/acme-prod-costs": "cloudwatch PutDashboard GetDashboard DeleteDashboards",
    "arn:aws:budgets::222222222222:budget/acme-prod-1a2b": "budgets ModifyBudget ViewBudget TagResource UntagResource ListTagsForResource",
    f"arn:aws:sns:{BILLING}:acme-prod-costs-1a2b": "sns CreateTopic GetTopicAttributes SetTopicAttributes Subscribe DeleteTopic",
    f"arn:aws:sns:{BILLING}:acme-prod-costs-1a2b:0123": "sns GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe",
    f"arn:aws:kms:{BILLING}:key/0123": "kms TagResource PutKeyPolicy EnableKeyRotation ScheduleKeyDeletion DescribeKey",
    "arn:aws:ce::222222222222:anomalysubscription/0123": "ce GetAnomalySubscriptions UpdateAnomalySubscription DeleteAnomalySubscription",
    "arn:aws:cloudfront::222222222222:distribution/E1": "cloudfront GetDistribution UpdateDistribution DeleteDistribution TagResource",
    "arn:aws:cloudfront::222222222222:origin-access-control/E2": "cloudfront GetOriginAccessControl UpdateOriginAccessControl "
    "DeleteOriginAccessControl",
    "arn:aws:s3:::acme-prod-web-1a2b/index.html": "s3 PutObject PutObjectTagging GetObject GetObjectTagging DeleteObject",
    "arn:aws:s3:::acme-prod-web-1a2b": "s3 ListBucket",
    "*": "cloudfront CreateDistribution CreateOriginAccessControl",
}
"""What stands around a solution, and what is done with it. In `*` AWS names nothing before it is made."""


@pytest.mark.parametrize("resource", SURROUNDINGS)
def test_alarms_budgets_topics_and_the_web_page_can_be_made_kept_and_taken_away(resource):
    service, *verbs = SURROUNDINGS[resource].split()

    assert [verb for verb in verbs if not allowing(f"{service}:{verb}", resource)] == []
    assert [verb for verb in verbs if denied(f"{service}:{verb}", resource)] == []


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:{HERE}:alarm:other"),
        ("cloudwatch:PutDashboard", "arn:aws:cloudwatch::222222222222:dashboard/other"),
        ("budgets:ModifyBudget", "arn:aws:budgets::222222222222:budget/other"),
        ("sns:Publish", f"arn:aws:sns:{BILLING}:acme-prod-costs-1a2b"),
        ("sns:Subscribe", f"arn:aws:sns:{BILLING}:other"),
        ("ce:CreateAnomalyMonitor", "*"),
        ("ce:GetCostAndUsage", "*"),
        ("cloudfront:CreateResponseHeadersPolicy", "*"),
        ("cloudfront:CreateFunction", "*"),
        ("s3:GetObject", "arn:aws:s3:::acme-prod-results-1a2b/results/x.json"),
        ("acm:DeleteCertificate", f"arn:aws:acm:{BILLING}:certificate/1"),
    ],
)
def test_alarms_budgets_topics_and_pages_of_others_are_out_of_reach(action, resource):
    assert not allowing(action, resource)
