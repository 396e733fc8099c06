"""What a target is given of an event."""

from __future__ import annotations

import json

import pytest

from sandbox.pump.inputs import InputNotSupported, target_input

EVENT = {
    "id": "e-1",
    "time": "2026-01-31T08:00:00Z",
    "resources": ["arn:a", "arn:b"],
    "detail": {"instance": 'i-"1"', "count": 3, "tags": {"a": 1}},
}


def given(**target):
    return target_input(target, EVENT, rule_arn="arn:aws:events:us-east-1:111111111111:rule/nightly", ingested="2026-01-31T08:00:01Z")


def transformed(template, **paths):
    return given(InputTransformer={"InputTemplate": template, "InputPathsMap": paths})


def test_without_settings_it_is_the_whole_event():
    assert json.loads(given()) == EVENT


def test_a_constant_is_given_as_it_was_written():
    assert given(Input='{"start":  "waiting"}') == '{"start":  "waiting"}'


@pytest.mark.parametrize(
    ("path", "part"), [("$.detail", EVENT["detail"]), ("$.resources[1]", "arn:b"), ("$.detail.none", None), ("$", EVENT)]
)
def test_a_path_gives_a_part(path, part):
    assert json.loads(given(InputPath=path)) == part


def test_a_template_puts_text_inside_quotes_and_json_outside():
    text = transformed(
        '{"what": "instance <i> of <tags>", "count": <n>, "tags": <tags>}', i="$.detail.instance", n="$.detail.count", tags="$.detail.tags"
    )
    assert json.loads(text) == {"what": 'instance i-"1" of {"a": 1}', "count": 3, "tags": {"a": 1}}


def test_a_template_may_be_one_string():
    assert transformed('"<id> at <at>"', id="$.id", at="$.time") == '"e-1 at 2026-01-31T08:00:00Z"'


def test_a_template_knows_the_names_that_aws_reserves():
    names = '"arn": <aws.events.rule-arn>, "in": <aws.events.event.ingestion-time>, "all": <aws.events.event.json>'
    text = transformed(f'{{"rule": "<aws.events.rule-name>", {names}}}')
    assert json.loads(text) == {
        "rule": "nightly",
        "arn": "arn:aws:events:us-east-1:111111111111:rule/nightly",
        "in": "2026-01-31T08:00:01Z",
        "all": EVENT,
    }


def test_what_an_event_does_not_have_is_empty_text_or_null():
    assert transformed('{"a": "x<none>y", "b": <none>}', none="$.detail.none") == '{"a": "xy", "b": null}'


def test_a_path_beyond_names_and_positions_is_named():
    with pytest.raises(InputNotSupported, match="recursive"):
        given(InputPath="$..recursive")
