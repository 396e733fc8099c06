"""What somebody reads about settings that cannot be true together: value, rule and remedy, word for word, with what to type."""

import pytest

from tests.model.stacks import EXTERNAL_ID, HOSTED, problems, terms

OTHER_ROLE = "arn:aws:iam::333333333333:role/DeploymentRole"
CERTIFICATE = "arn:aws:acm:us-east-1:222222222222:certificate/1"
OTHER_CERTIFICATE = "arn:aws:acm:us-east-1:333333333333:certificate/1"
OTHER_MONITOR = "arn:aws:ce::333333333333:anomalymonitor/1"
NEEDS_EXTERNAL_ID = "That account is entered with an ExternalId: without it, who knows the role's ARN could have you work for them."


def told(problem):
    return problem.value, problem.rule, problem.remedy


@pytest.mark.parametrize(
    ("changes", "key", "expected"),
    [
        (
            {"externalId": None},
            "externalId",
            (
                "",
                NEEDS_EXTERNAL_ID,
                "Set the one from the client's onboarding:\n  pulumi config set --secret clientenv:externalId -s acme-prod",
            ),
        ),
        (
            {"settings": HOSTED, "externalId": EXTERNAL_ID},
            "externalId",
            (
                "[secret]",
                "Placement hosted uses your own credentials and assumes no role.",
                "Take it out:\n  pulumi config rm clientenv:externalId -s acme-prod",
            ),
        ),
        (
            {"secrets": ()},
            "externalId",
            (
                "[secret]",
                "It must be encrypted; here it stands in clear text.",
                "Set it again, encrypted:\n  pulumi config set --secret clientenv:externalId -s acme-prod",
            ),
        ),
        (
            {"settings": HOSTED, "deploymentRoleArn": OTHER_ROLE},
            "deploymentRoleArn",
            (
                OTHER_ROLE,
                "Placement hosted uses your own credentials and assumes no role.",
                "Take it out:\n  pulumi config rm clientenv:deploymentRoleArn -s acme-prod",
            ),
        ),
        (
            {"deploymentRoleArn": OTHER_ROLE},
            "deploymentRoleArn",
            (
                OTHER_ROLE,
                "The role must be in the stack's account, 222222222222.",
                "Take it out (the default is arn:aws:iam::222222222222:role/DeploymentRole) or correct accountId.",
            ),
        ),
        (
            {"billingAccountId": None},
            "billingAccountId",
            (
                "",
                "The account of a client stack is not yours, so it must be told which account may read the usage.",
                'Set the account in which your billing runs:\n  pulumi config set clientenv:billingAccountId "111111111111" -s acme-prod',
            ),
        ),
        (
            {"network": {"mode": "none", "endpoints": ["rekognition", "logs"]}},
            "network.endpoints",
            (
                "rekognition, logs",
                "Without a VPC (network.mode none) there is nothing to put an endpoint into.",
                "Take it out, or set network.mode to isolated.",
            ),
        ),
        (
            {"network": {"mode": "isolated", "endpoints": ["logs", "sqs"]}},
            "network.endpoints",
            (
                "logs, sqs",
                "An isolated network has no way to Rekognition but its endpoint.",
                "Add rekognition, or set network.mode to nat.",
            ),
        ),
        (
            {"webDomain": "videos.acme.example"},
            "webDomain",
            (
                "videos.acme.example",
                "CloudFront serves a domain of its own only with a certificate for it.",
                "Set webCertificateArn to a certificate in us-east-1.",
            ),
        ),
        (
            {"webCertificateArn": CERTIFICATE},
            "webCertificateArn",
            (CERTIFICATE, "A certificate is for a domain, and none is set.", "Set webDomain, or take the certificate out."),
        ),
        (
            {"webDomain": "videos.acme.example", "webCertificateArn": CERTIFICATE, "webHosting": "false"},
            "webDomain",
            (
                "videos.acme.example",
                "There is no web page to give a domain to: webHosting is false.",
                "Take it out, or set webHosting to true.",
            ),
        ),
        (
            {"webDomain": "videos.acme.example", "webCertificateArn": OTHER_CERTIFICATE},
            "webCertificateArn",
            (
                OTHER_CERTIFICATE,
                "CloudFront reads certificates of its own account only, 222222222222.",
                "Request the certificate in that account.",
            ),
        ),
        (
            {"anomalyMonitorArn": OTHER_MONITOR},
            "anomalyMonitorArn",
            (
                OTHER_MONITOR,
                "A monitor can be followed from its own account only, and this stack is in 222222222222.",
                "Name a monitor of that account, or take it out:\n  pulumi config rm clientenv:anomalyMonitorArn -s acme-prod",
            ),
        ),
        (
            {"settings": HOSTED, "billing": None},
            "billing",
            (
                "",
                "What the client pays must be said in placement hosted: an invoice cannot guess it.",
                "Choose a model, then its price:\n  pulumi config set --path clientenv:billing.model perMinute -s acme-prod",
            ),
        ),
    ],
)
def test_settings_that_contradict_each_other_are_told_with_what_to_type(changes, key, expected):
    assert told(problems(**changes)[key]) == expected


@pytest.mark.parametrize(
    ("settings", "billing", "key", "expected"),
    [
        (
            {},
            terms("costPlus"),
            "billing.model",
            (
                "costPlus",
                "These terms charge AWS cost, but in placement client the client pays AWS itself: it would pay twice.",
                "Choose fixed or perMinute, or set reimburseAwsCost to true so that the cost is taken off again and the fee stays.",
            ),
        ),
        (
            {"settings": HOSTED},
            terms("perMinute", reimburseAwsCost=True),
            "billing.reimburseAwsCost",
            ("true", "In placement hosted you pay AWS: the client has paid nothing that could be reimbursed.", "Take it out."),
        ),
        (
            {},
            terms("perMinute", minimum="11", maximum="10"),
            "billing.minimum",
            ("11", "The minimum cannot be above the maximum.", "Lower the minimum or raise the maximum."),
        ),
        (
            {},
            terms("fixed", pricePerExtraVideo="2", pricePerExtraMinute="1"),
            "billing.pricePerExtraVideo",
            ("2", "Overage is charged by video or by minute, not both: the same video would be paid twice.", "Keep one of the two prices."),
        ),
        (
            {},
            terms("perMinute", taxPercent="19"),
            "billing.taxText",
            ("", "An invoice must name the tax that it charges.", 'Set it, such as "VAT 19 %".'),
        ),
        (
            {},
            terms("perMinute", earlier=[terms("fixed", validFrom="2026-02-01")]),
            "billing.validFrom",
            ("", "Where terms follow one another, each says from when it holds.", "Set its first day, such as 2026-10-01."),
        ),
        (
            {},
            terms("perMinute", validFrom="2026-02-02", earlier=[terms("fixed", validFrom="2026-01-15")]),
            "billing.validFrom",
            ("2026-02-02", "Terms change on the first of a month: a month is rated with one set.", "Choose the first of a month."),
        ),
        (
            {},
            terms("perMinute", validFrom="2026-02-01", earlier=[terms("fixed", validFrom="2026-03-01")]),
            "billing.validFrom",
            ("2026-02-01", "Terms under earlier begin later than these.", "Put the newest terms outside and the others under earlier."),
        ),
        (
            {},
            terms("perMinute", validFrom="2026-02-01", earlier=[terms("fixed", validFrom="2026-02-01")]),
            "billing.earlier[0].validFrom",
            ("2026-02-01", "Two sets of terms cannot begin on the same day.", "Give each its own first day."),
        ),
        (
            {},
            terms("perMinute", oneOff=[{"id": "development-fee", "text": "Development", "amount": "1"}]),
            "billing.oneOff[0].id",
            (
                "development-fee",
                "A one-off line is billed once ever by its id, so no two lines share one (development-fee is taken).",
                "Give the line an id of its own.",
            ),
        ),
    ],
)
def test_terms_that_contradict_each_other_are_told_with_the_way_out(settings, billing, key, expected):
    assert told(problems(**settings, billing=billing)[key]) == expected
