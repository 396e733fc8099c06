import json

import pytest

from sandbox.handlers.as_written import document_as_written, set_as_written

DOCUMENT = {"Version": "2012-10-17", "Statement": []}


def test_a_document_that_says_the_same_keeps_the_programs_text():
    known = json.dumps(DOCUMENT, indent=2)
    assert document_as_written(DOCUMENT, known) == known
    assert document_as_written(json.dumps(DOCUMENT), known) == known


@pytest.mark.parametrize("known", [None, "", "no JSON", '{"Version": "2008-10-17", "Statement": []}', {"Version": "2012-10-17"}])
def test_a_document_that_says_something_else_is_the_live_one(known):
    assert json.loads(document_as_written(DOCUMENT, known)) == DOCUMENT


@pytest.mark.parametrize(
    ("live", "known", "told"),
    [
        (["a", "b"], ["b", "a"], ["b", "a"]),
        (["a", "b"], ["a"], ["a", "b"]),
        (["a", "b"], ["a", "c"], ["a", "b"]),
        (["a", "b"], None, ["a", "b"]),
        ([], ["a"], []),
    ],
)
def test_a_set_keeps_the_programs_order_only_with_the_same_members(live, known, told):
    assert set_as_written(live, known) == told
