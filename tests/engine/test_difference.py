import json

import pytest

from sandbox.engine.difference import DEFAULTED, Change, deletes_first, difference, same, without_notes
from sandbox.handlers.handler import handler_of
from sandbox.wire import ASSET, SIGNATURE, UNKNOWN

BUCKET = handler_of("aws:s3/bucket:Bucket")
POLICY = handler_of("aws:s3/bucketPolicy:BucketPolicy")


def test_what_was_added_changed_and_taken_out_is_told_apart():
    found = difference({"kept": 1, "changed": 1, "gone": 1}, {"kept": 1, "changed": 2, "new": 1})

    assert {name: change.kind for name, change in found.items()} == {"changed": "update", "gone": "delete", "new": "add"}


def test_only_what_aws_cannot_change_in_place_replaces():
    assert difference({"bucket": "a", "tags": {"k": "1"}}, {"bucket": "b", "tags": {"k": "2"}}, {"bucket"}) == {
        "bucket": Change(kind="update", replaces=True),
        "tags": Change(kind="update", replaces=False),
    }


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_nothing_is_the_same_as_left_out_in_any_spelling(nothing):
    assert difference({"tags": nothing}, {}) == difference({}, {"tags": nothing}) == {}


@pytest.mark.parametrize("something", [0, False, "0"])
def test_zero_and_false_are_not_nothing(something):
    assert difference({}, {"days": something})["days"].kind == "add"


def test_a_policy_in_another_layout_is_the_same_and_with_another_action_is_not():
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*"}]}
    other = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "sqs:*"}]}

    assert same(json.dumps(policy), json.dumps(policy, indent=4, sort_keys=True))
    assert not same(json.dumps(policy), json.dumps(other))


def test_text_that_only_looks_like_json_is_compared_as_text():
    assert not same("{a}", "{ a}")
    assert not same("12", "12.0")


def test_nested_nothing_and_deep_changes():
    assert same({"rules": [{"id": "a", "prefix": None}]}, {"rules": [{"id": "a"}]})
    assert not same({"rules": [{"id": "a"}]}, {"rules": [{"id": "a"}, {"id": "b"}]})
    assert not same({"rules": [{"id": "a", "days": 1}]}, {"rules": [{"id": "a", "days": 2}]})


def test_a_file_is_what_it_contains_wherever_it_lies():
    first = {SIGNATURE: ASSET, "hash": "1", "path": "/here/code.zip"}

    assert same(first, {SIGNATURE: ASSET, "hash": "1", "path": "/there/code.zip"})
    assert not same(first, {SIGNATURE: ASSET, "hash": "2", "path": "/here/code.zip"})


def test_what_is_unknown_until_the_deployment_counts_as_changed():
    assert difference({"bucket": "a"}, {"bucket": UNKNOWN}, {"bucket"}) == {"bucket": Change(kind="update", replaces=True)}


def test_the_providers_own_notes_are_no_change():
    assert difference({DEFAULTED: ["bucket"]}, {DEFAULTED: []}) == {}
    assert without_notes({DEFAULTED: [], "bucket": "a"}) == {"bucket": "a"}


def test_a_made_up_name_lets_the_new_one_be_made_first_and_a_given_name_does_not():
    made_up = {"bucket": "logs-1234567", DEFAULTED: ["bucket"]}

    assert not deletes_first(BUCKET, made_up, made_up)
    assert deletes_first(BUCKET, {"bucket": "logs", DEFAULTED: []}, {"bucket": "logs", DEFAULTED: []})
    assert not deletes_first(BUCKET, {"bucket": "logs", DEFAULTED: []}, {"bucket": "others", DEFAULTED: []})


def test_where_there_can_be_only_one_the_old_goes_first():
    assert deletes_first(POLICY, {"bucket": "a"}, {"bucket": "b"})
