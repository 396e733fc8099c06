"""What AWS gives no name is reached by our six tags: keys, networks, distributions, subscriptions."""

from fnmatch import fnmatchcase

import pytest

from model.boundary import boundary
from model.tags import CostAllocationTags
from tests.model.deployment_rights import ALLOWED, NAMES, OURS, allowing, denied


def test_cloudfront_forgets_a_page_of_a_client_and_no_other():
    """Distributions have no names; their `Client` tag tells whose they are."""
    statements = allowing("cloudfront:CreateInvalidation", "arn:aws:cloudfront::222222222222:distribution/E1")

    assert [statement.conditions for statement in statements] == [OURS]
    assert not denied("cloudfront:CreateInvalidation", "arn:aws:cloudfront::222222222222:distribution/E1")


@pytest.mark.parametrize(
    "action",
    [
        *("kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:UntagResource"),
        *("ec2:DeleteVpc", "ec2:DeleteSecurityGroup", "ec2:DeleteTags", "ec2:AuthorizeSecurityGroupIngress"),
        *("cloudfront:DeleteDistribution", "cloudfront:UpdateDistribution", "cloudfront:UntagResource"),
        *("ce:DeleteAnomalySubscription", "ce:UpdateAnomalySubscription", "ce:UntagResource"),
    ],
)
def test_what_has_no_name_is_reached_only_by_our_tags(action):
    statements = [statement for statement in ALLOWED if any(fnmatchcase(action, pattern) for pattern in statement.actions)]
    statements = [statement for statement in statements if "arn:aws:ec2:*:222222222222:security-group-rule/*" not in statement.resources]

    assert [statement.conditions for statement in statements] == [OURS]


def test_ours_is_what_carries_all_of_the_six_and_not_a_client_tag_alone():
    """A client's own bookkeeping may know a tag `Client` or `Project`; all six together are this program's."""
    six = CostAllocationTags(client="Acme", environment="prod", owner="Consultancy").six()

    assert len(six) == 6
    assert {"Null": {f"aws:ResourceTag/{key}": "false" for key in six}} == OURS
    assert {statement.sid for statement in boundary(NAMES).statements if statement.conditions == OURS} == {"Keys"}


def test_a_key_is_used_by_our_tags_and_through_the_services_that_encrypt_with_it():
    (use,) = allowing("kms:Decrypt", "arn:aws:kms:eu-west-1:222222222222:key/0123")

    assert use.conditions["Null"] == OURS["Null"]
    assert set(use.conditions["StringLike"]) == {"kms:ViaService"}


def test_a_key_is_tagged_with_all_of_the_six_at_once_or_when_it_is_ours():
    """So that a change of one tag, which sends that tag alone, is allowed on a key of ours and on no other."""
    statements = allowing("kms:TagResource", "arn:aws:kms:eu-west-1:222222222222:key/0123")
    at_once = {"Null": {key.replace("ResourceTag", "RequestTag"): "false" for key in OURS["Null"]}}

    assert sorted((statement.conditions for statement in statements), key=str) == [at_once, OURS]


def test_a_part_of_a_network_is_tagged_in_its_creation_or_when_it_is_ours():
    conditions = [statement.conditions for statement in allowing("ec2:CreateTags", "arn:aws:ec2:eu-west-1:222222222222:vpc/vpc-1")]

    assert len(conditions) == 2
    assert OURS in conditions
    assert any("ec2:CreateAction" in each.get("StringEquals", {}) for each in conditions)


def test_an_interface_that_is_in_use_stays():
    """It may delete interfaces that functions left, which carry no tag; AWS deletes none that is attached, and it can detach none."""
    interface = "arn:aws:ec2:eu-west-1:222222222222:network-interface/eni-1"

    assert allowing("ec2:DeleteNetworkInterface", interface)
    assert not allowing("ec2:DetachNetworkInterface", interface)
    assert not allowing("ec2:ModifyNetworkInterfaceAttribute", interface)
