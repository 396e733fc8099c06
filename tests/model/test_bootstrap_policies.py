"""The bootstrap policies are narrow, within AWS's limits, and made of actions that exist."""

import pytest

from model.boundary import AccountNames, boundary
from model.deployment_role import deployment_policies
from model.policies import problems
from tests.model.deployment_rights import BOUNDARY, DOCUMENTS, NAMES
from tests.model.iam_catalogue import matching, misfits, services

LONGEST = AccountNames(slug="a" * 20, account_id="222222222222", boundary_arn=BOUNDARY)
MANAGED_POLICY_SIZE = 6_144
"""Characters of a managed policy without white space (IAM and STS quotas, IAM User Guide)."""
POLICIES_A_ROLE = 10
"""Managed policies that a role can have (same source)."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_policy_is_free_of_wildcards_where_a_resource_can_be_named(name):
    assert problems(DOCUMENTS[name]) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_action_exists_and_fits_the_resources_beside_it(name):
    assert list(misfits(DOCUMENTS[name])) == []


def test_misfits_are_found():
    statement = DOCUMENTS["boundary"].statements[0]
    document = type(DOCUMENTS["boundary"])(
        statements=[
            type(statement)(sid="A", actions=("s3:GetObjekt",), resources=("arn:aws:s3:::a/*",)),
            type(statement)(sid="B", actions=("s3:ListAllMyBuckets",), resources=("arn:aws:s3:::a",)),
            type(statement)(sid="C", actions=("sqs:SendMessage",), resources=("arn:aws:sns:us-east-1:1:a",)),
        ]
    )

    assert list(misfits(document)) == ["A: s3:GetObjekt", "B: s3:ListAllMyBuckets", "C: sqs:SendMessage"]


def test_every_policy_fits_a_managed_policy_with_the_longest_slug():
    sizes = {name: document.size for name, document in deployment_policies(LONGEST).items()} | {"boundary": boundary(LONGEST).size}

    assert max(sizes.values()) <= MANAGED_POLICY_SIZE, sizes
    assert len(deployment_policies(LONGEST)) <= POLICIES_A_ROLE


def test_denied_services_exist():
    for statement in deployment_policies(NAMES)["ClientEnvironmentLimits"].statements:
        for action in statement.actions:
            assert action.split(":")[0] in services(), action
            assert matching(action), action
