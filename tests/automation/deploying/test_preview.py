"""`clientenv preview` with an engine that is played: what a plan tells, and that nothing is changed."""

import json

import pytest

from tests.automation.deploying.foreseen import BUCKET, FORESEEN, QUEUE, TABLE, TWO
from tests.automation.scripted_engine import Answer, step


def test_a_preview_changes_nothing_and_leaves_no_record(engine, typed, records):
    played = engine(preview=FORESEEN)
    code, out, _ = typed("preview", "dev", "--json")

    report = json.loads(out)
    assert (code, report["result"], played.changed_something, records()) == (0, "planned", False, [])
    assert report["plan"]["counts"] == {"created": 1, "changed": 1}
    assert [(each["kind"], each["name"], each["properties"]) for each in report["plan"]["changes"]] == [
        ("created", "uploads", []),
        ("changed", "work", ["tags.Client"]),
    ]


def test_a_preview_leaves_no_plan(engine, typed):
    played = engine(preview=FORESEEN)
    typed("preview", "dev")
    assert all("--save-plan" not in words for words in played.typed)


def test_the_hash_of_a_plan_says_what_changes_and_not_when_or_in_which_order(engine, typed):
    engine(preview=[FORESEEN, Answer(events=TWO[::-1]), Answer(events=TWO[:1])])
    first, turned, less = (json.loads(typed("preview", "dev", "--json")[1])["plan"]["sha256"] for _ in range(3))
    assert first == turned != less


@pytest.mark.parametrize(
    ("operation", "type_", "loses"),
    [("delete", BUCKET, True), ("delete-replaced", TABLE, True), ("delete", QUEUE, False), ("update", TABLE, False)],
)
def test_only_the_deletion_or_replacement_of_a_data_store_loses_data(engine, typed, operation, type_, loses):
    engine(preview=Answer(events=[step(operation, type_, "it")]))
    (change,) = json.loads(typed("preview", "dev", "--json")[1])["plan"]["changes"]
    assert change["loses_data"] is loses


def test_the_web_pages_bucket_is_a_copy(engine, typed):
    engine(preview=Answer(events=[step("delete", BUCKET, "web", "clientenv:index:WebHosting")]))
    (change,) = json.loads(typed("preview", "dev", "--json")[1])["plan"]["changes"]
    assert not change["loses_data"]


@pytest.mark.parametrize("type_", ["random:index/randomPassword:RandomPassword", "pulumi:providers:aws"])
def test_whatever_is_no_component_is_in_the_plan(engine, typed, type_):
    engine(preview=Answer(events=[step("update", type_, "it"), step("update", "clientenv:index:Network", "net")]))
    assert json.loads(typed("preview", "dev", "--json")[1])["plan"]["counts"] == {"changed": 1}
