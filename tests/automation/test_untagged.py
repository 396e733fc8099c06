"""`clientenv untagged`, as it is typed."""

import json
from pathlib import Path

import pytest

from automation.program_resources import Resource
from automation.untagged import untagged_in
from components.tagging import tag_shape
from model.untaggable import MADE_BY_AWSX, NO_REASON, REASONS
from tests.components.environments import ISOLATED, whole

PROJECT = Path(__file__).parents[2]


def registered(*types):
    return [Resource(type=type_, name=f"n{number}", inputs={}) for number, type_ in enumerate(types)]


def test_resources_are_sorted_into_tagged_and_bare_with_names_and_reason():
    found = untagged_in("dev", registered("aws:s3/bucket:Bucket", "aws:sqs/queuePolicy:QueuePolicy", "aws:sqs/queuePolicy:QueuePolicy"))
    assert found.tagged == 1
    assert [(each.type, each.names, each.why) for each in found.bare] == [
        ("aws:sqs/queuePolicy:QueuePolicy", ["n1", "n2"], "part of its queue, which is tagged")
    ]


def test_what_is_none_of_awss_counts_nowhere_but_bare_children_of_awsx_are_named():
    found = untagged_in("dev", registered("clientenv:index:Function", "pulumi:providers:aws", "awsx:ec2:Vpc"))
    assert found.tagged == 0
    assert [(each.type, each.names) for each in found.bare] == [(type_, []) for type_ in MADE_BY_AWSX["awsx:ec2:Vpc"]]


def test_a_type_of_which_nobody_gave_a_reason_is_shown_all_the_same():
    (bare,) = untagged_in("dev", registered("aws:dynamodb/tableItem:TableItem")).bare
    assert bare.why == NO_REASON


def test_every_type_that_a_client_environment_leaves_bare_has_a_reason():
    types = {each.type for each in whole(network=ISOLATED).registered if each.type.startswith("aws:")}
    bare = {type_ for type_ in types if tag_shape(type_) is None}
    assert len(bare) > 10
    assert bare <= set(REASONS)


@pytest.mark.parametrize("type_", REASONS)
def test_what_has_a_reason_cannot_carry_tags(type_):
    assert tag_shape(type_) is None


def test_one_stack_as_json(typed):
    code, out, err = typed("untagged", "acme-prod", "--json")
    said = json.loads(out)
    (stack,) = said["stacks"]
    bare = {each["type"]: each["names"] for each in stack["bare"]}
    assert (code, err, stack["stack"]) == (0, "", "acme-prod")
    assert stack["tagged"] > 60
    assert bare["aws:s3/bucketPolicy:BucketPolicy"] == ["acme-prod-results", "acme-prod-uploads", "acme-prod-web"]
    assert bare["aws:ec2/routeTableAssociation:RouteTableAssociation"] == []
    page = (PROJECT / "docs" / "tags.md").read_text().partition("## Cannot carry tags")[2]
    assert [type_ for type_ in bare if f"| `{type_}` |" not in page] == []
    assert "metered seconds" in said["without_resource"]["Rekognition Video"]


def test_a_table_for_people(typed):
    code, out, _ = typed("untagged", "dev")
    assert code == 0
    assert "dev: " in out
    assert "cloudwatch Dashboard" in out
    assert "s3 BucketServerSideEncryptionConfiguration " in out
    assert max(map(len, out.splitlines())) <= 80
    assert "how many" in out
    assert "acme-prod" not in out


def test_a_stack_that_is_not_there_is_a_usage_error_that_names_those_that_are(typed):
    code, out, err = typed("untagged", "acme-prd")
    assert (code, out) == (2, "")
    assert "acme-prod" in err
