"""Cost allocation keys that are active, and tags that are still on what was deployed."""

import pytest

from automation.doctoring.answer import NOT_DEPLOYED, Answer
from automation.doctoring.deployed import Deployed
from automation.doctoring.tag_checks import LISTED, check_keys, check_tagged
from components.tagging import tag_shape
from tests.automation.doctor.judging import INFORMS, NOBODY_SAYS, fails, is_not_tested, passes

KEYS = ["Client", "Project"]
QUEUE, ROLE = "arn:aws:sqs:us-east-1:222222222222:acme-prod-work", "arn:aws:iam::222222222222:role/acme-prod-work"
TAGGED = Deployed(resources=5, bare=2, taggable={QUEUE: "aws:sqs/queue:Queue", ROLE: "aws:iam/role:Role"})


def test_keys_are_active_inactive_or_not_seen_yet():
    passes(check_keys("1" * 12, KEYS, Answer(value={"Client": "Active", "Project": "Active"})), "2 active in 111111111111")
    check = check_keys("1" * 12, KEYS, Answer(value={"Client": "Inactive"}))
    fails(check, INFORMS, "in 111111111111 inactive: Client; not seen yet: Project", "console.aws.amazon.com/billing/home#/tags")


def test_whoever_may_not_ask_for_keys_hears_who_may():
    check = check_keys("1" * 12, KEYS, NOBODY_SAYS)
    is_not_tested(check, "in 111111111111: these credentials may not ask (x:Y)")
    assert "Only the account that pays AWS may ask" in check.remedy


def test_tags_are_compared_with_what_aws_lists():
    passes(
        check_tagged("dev", TAGGED, {"Client": "Acme"}, Answer(value={QUEUE: {"Client": "Acme", "Own": "1"}})),
        "1 carry the six, 2 cannot carry any, 1 are not listed by AWS",
    )
    is_not_tested(check_tagged("dev", Deployed(), {}, Answer(value={})), NOT_DEPLOYED)
    is_not_tested(check_tagged("dev", TAGGED, {}, NOBODY_SAYS), "these credentials may not ask (x:Y)")


@pytest.mark.parametrize("live", [{}, {QUEUE: {"Client": "Acme"}}, {QUEUE: {"Client": "Acme", "Owner": "Someone"}}])
def test_what_lost_a_tag_by_hand_is_named(live):
    check = check_tagged("dev", TAGGED, {"Client": "Acme", "Owner": "Consultancy"}, Answer(value=live))
    told = "not the stack's six tags: sqs acme-prod-work; 0 carry the six, 2 cannot carry any, 1 are not listed by AWS"
    fails(check, INFORMS, told, "clientenv untagged dev")


def test_every_type_whose_silence_counts_can_carry_tags():
    assert [each for each in LISTED if tag_shape(each) is None] == []
