import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.tag_rules import COST_ALLOCATION_KEYS, EXTRA_TAGS, TAG_KEY, TAG_VALUE, TAGS_AN_OBJECT
from model.tags import CostAllocationTags, TagSource, spelling, spellings, value_in, value_of_group

ACME = CostAllocationTags(client="Acme", environment="prod", owner="Consultancy", extra={"Team": "Vision"})
SIX = {
    "Client": "Acme",
    "Project": "VehicleAnalysis",
    "Environment": "prod",
    "CostCenter": "ClientBilling",
    "Owner": "Consultancy",
    "BillingGroup": "VehicleAnalysisClients",
}


def test_six_tags_and_the_extra_ones_as_aws_sees_them():
    assert ACME.six() == SIX
    assert ACME.as_aws() == {**SIX, "Team": "Vision"}
    assert tuple(SIX) == COST_ALLOCATION_KEYS


def test_the_six_alone_fit_an_object():
    assert len(ACME.six()) <= TAGS_AN_OBJECT


def test_own_tags_of_a_resource_stay_but_the_six_decide():
    assert ACME.over({"Name": "vpc", "Team": "Network", "Client": "Other"}) == {**SIX, "Team": "Network", "Name": "vpc"}


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=43))
def test_over_keeps_every_own_tag_and_every_one_of_the_six(own):
    merged = ACME.over(own)

    assert merged.items() >= SIX.items()
    assert all(merged[key] == value for key, value in own.items() if key not in SIX)


def test_fifty_tags_are_the_most_that_a_resource_carries():
    assert len(ACME.over({f"own{i}": "x" for i in range(43)})) == 50
    with pytest.raises(ValueError, match="51 tags"):
        ACME.over({f"own{i}": "x" for i in range(44)})


@pytest.mark.parametrize("value", ["Acme", "Müller", "株式会社 2", "a_b.c:d/e=f+g-h@i", "x" * 256, "Österreich 4½"])
def test_lawful_tag_values(value):
    assert TAG_VALUE.remedy(value) is None


@pytest.mark.parametrize("value", ["", " ", " a", "a ", "a\tb", "a\u00a0b", "a&b", "a,b", "a$b", "x" * 257, "aws:a", "😀", "a\u0308"])
def test_unlawful_tag_values(value):
    assert TAG_VALUE.remedy(value)


@given(st.text(max_size=300))
def test_tag_value_is_lawful_exactly_where_aws_says_so(value):
    allowed = all(unicodedata.category(c)[0] in "LN" or c in " _.:/=+-@" for c in value)
    fits = value.strip() == value and 1 <= len(value) <= 256 and not value.lower().startswith("aws:")

    assert (TAG_VALUE.remedy(value) is None) == (allowed and fits)


def test_keys_are_half_as_long_as_values():
    assert TAG_KEY.remedy("k" * 128) is None
    assert TAG_KEY.remedy("k" * 129)


def test_extra_tags_leave_room_for_the_six_and_for_a_resources_own():
    assert EXTRA_TAGS.remedy({f"tag{i}": "x" for i in range(40)}) is None
    assert EXTRA_TAGS.remedy({f"tag{i}": "x" for i in range(41)})


@pytest.mark.parametrize(
    ("source", "spelt"),
    [
        (TagSource.RESOURCE, "CostCenter"),
        (TagSource.COST_EXPLORER_GROUP, "CostCenter$"),
        (TagSource.BUDGET, "user:CostCenter$"),
        (TagSource.CUR_2, "user_cost_center"),
        (TagSource.CUR_LEGACY, "resource_tags_user_cost_center"),
        (TagSource.FOCUS, "CostCenter"),
    ],
)
def test_each_source_spells_a_key_in_its_way(source, spelt):
    assert spelling(source, "CostCenter") == spelt


@pytest.mark.parametrize("key", ["Cost Center", "cost.center", "Cost-Center", "Cost:/Center"])
def test_whatever_is_neither_letter_nor_digit_becomes_one_underscore_in_cur(key):
    assert spelling(TagSource.CUR_2, key) == "user_cost_center"


def test_every_source_has_its_spellings():
    assert all(spellings(source, "Client") for source in TagSource)


def test_value_is_found_under_any_spelling_of_the_source_and_of_no_other():
    assert value_in(TagSource.CUR_2, {"user_client": "acme"}, "Client") == "acme"
    assert value_in(TagSource.CUR_2, {"resourceTags/user:Client": "acme"}, "Client") == "acme"
    assert value_in(TagSource.CUR_2, {"accountTag/Client": "acme", "user_client": ""}, "Client") is None
    assert value_in(TagSource.FOCUS, {"user:Client": "acme"}, "Client") == "acme"


@given(st.text(max_size=20))
def test_value_of_a_cost_explorer_group_is_all_that_follows_the_key(value):
    assert value_of_group(f"Client${value}", "Client") == value


def test_group_of_another_tag_is_refused():
    with pytest.raises(ValueError, match="does not begin with Client"):
        value_of_group("Owner$acme", "Client")
