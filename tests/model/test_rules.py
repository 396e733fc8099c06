"""Rules at their edges: the last value that keeps them and the first that does not."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from model.addresses import ANOMALY_MONITOR_ARN, CERTIFICATE_ARN, DOMAIN, EMAIL, PrivateRange
from model.currencies import Currency
from model.keys import stack_keys
from model.placement import EXTERNAL_ID, ROLE_ARN, Placement
from model.regions import VIDEO_LABEL_REGIONS, VideoRegion
from model.rules import Amount, Each, Line, Matches, OneOf, Whole
from model.tag_rules import TAG_VALUE, TAGS_AN_OBJECT

AB = Matches("[ab]+", "a and b", "ab")


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (Whole(1, 9), 1),
        (Whole(1, 9), 9),
        (Amount(0, 9), Decimal("0")),
        (Amount(0, 9), Decimal("9.000000")),
        (Amount(0, 9, places=2), Decimal("1.25")),
        (OneOf(("red", "green")), "red"),
        (AB, "ab"),
        (Line(5), "a b ü"),
        (Each(AB, at_most=2), ["a", "b"]),
        (Each(AB, at_most=2), []),
        (EXTERNAL_ID, "a1"),
        (EXTERNAL_ID, "a" * 1224),
        (EXTERNAL_ID, "_+=,.@:/-"),
        (ROLE_ARN, "arn:aws:iam::222222222222:role/teams/Deployer_1"),
        (EMAIL, "first.last+tag@mail.example.com"),
        (DOMAIN, "a-b.example.com"),
        (CERTIFICATE_ARN, "arn:aws:acm:us-east-1:222222222222:certificate/1a-2b"),
        (ANOMALY_MONITOR_ARN, "arn:aws:ce::222222222222:anomalymonitor/7a1b-2"),
        (PrivateRange(), "10.0.0.0/16"),
        (PrivateRange(), "192.168.7.0/24"),
        (PrivateRange(), "172.31.0.0/16"),
        (VideoRegion(), "us-east-1"),
        (Currency(), "JPY"),
    ],
)
def test_last_value_that_keeps_the_rule(rule, value):
    assert rule.remedy(value) is None


@pytest.mark.parametrize(
    ("rule", "value", "remedy"),
    [
        (Whole(1, 9_000), 0, "Choose 1 or more."),
        (Whole(1, 9_000), 9_001, "Choose 9,000 or less."),
        (Amount(1, 9), Decimal("0.999999"), "Choose 1 or more."),
        (Amount(1, 9), Decimal("9.000001"), "Choose 9 or less."),
        (Amount(1, 9, places=2), Decimal("1.255"), "Keep to 2 decimal places."),
        (Amount(1, 9), Decimal("NaN"), "Choose 1 or more."),
        (OneOf(("red", "green")), "gren", "Did you mean green?"),
        (OneOf(("red", "green")), "x", "Choose one of red, green."),
        (AB, "abc", "Write it like ab."),
        (AB, "ab\n", "Write it like ab."),
        (Line(5), "abcdef", "Write one line of 1 to 5 characters."),
        (Line(5), " ", "Write one line of 1 to 5 characters."),
        (Line(5), "a\nb", "Write one line of 1 to 5 characters."),
        (Each(AB, at_most=2), ["a", "b", "ab"], "Keep at most 2 of the 3."),
        (Each(AB, at_most=2), ["a", "a"], "Name each entry once."),
        (Each(AB, at_most=2), ["c", "d"], "c: Write it like ab. d: Write it like ab."),
        (EXTERNAL_ID, "a", "Write it like the output of `openssl rand -hex 16`."),
        (EXTERNAL_ID, "a" * 1225, "Write it like the output of `openssl rand -hex 16`."),
        (EXTERNAL_ID, "café", "Write it like the output of `openssl rand -hex 16`."),
        (TAG_VALUE, "a&b&c#", "Leave out or spell out & # (AWS refuses it in tags)."),
        (Currency(), "usd", "Write it like USD or EUR."),
        (VideoRegion(), "eu-north-1", "Choose eu-central-1, eu-west-1, eu-west-2."),
        (VideoRegion(), "mars", "Choose us-east-1."),
    ],
)
def test_first_value_that_does_not(rule, value, remedy):
    assert rule.remedy(value) == remedy


@pytest.mark.parametrize("region", ["eu-north-1", "eu-west-3", "cn-north-1", "us-gov-west-1", "af-south-1"])
def test_rekognition_video_is_absent_from_some_regions(region):
    assert region not in VIDEO_LABEL_REGIONS


def test_an_object_carries_ten_tags():
    assert TAGS_AN_OBJECT == 10


@pytest.mark.parametrize("key", [key for key in stack_keys() if key.rule], ids=lambda key: key.name)
def test_rules_are_shared_by_all_and_so_cannot_be_changed(key):
    with pytest.raises(FrozenInstanceError):
        key.rule.text = "anything"


def test_placements_that_are_entered_by_a_role_and_whose_client_pays_aws():
    assert [placement for placement in Placement if placement.enters_by_role] == [Placement.CLIENT, Placement.MEMBER]
    assert [placement for placement in Placement if placement.client_pays_aws] == [Placement.CLIENT]
