from __future__ import annotations

import pytest

from sandbox.aws.conditions import OPERATORS, read_conditions


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "holds"),
    [
        ("Bool", "true", "true", True),
        ("Bool", True, "true", True),
        ("Bool", "true", "false", False),
        ("Bool", "true", None, False),
        ("BoolIfExists", "true", None, True),
        ("StringEquals", "a", "a", True),
        ("StringEquals", "a", "A", False),
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", "a", None, False),
        ("StringEqualsIfExists", "a", None, True),
        ("StringEqualsIgnoreCase", "a", "A", True),
        ("StringNotEquals", "a", "b", True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", "a", None, True),
        ("StringNotEqualsIgnoreCase", "a", "A", False),
        ("StringLike", "a*c?", "abbbcd", True),
        ("StringLike", "a*c?", "abbbc", False),
        ("StringLike", "a.c", "abc", False),
        ("StringNotLike", "a*", "abc", False),
        ("ArnEquals", "arn:aws:sns:*:1:t", "arn:aws:sns:eu-west-1:1:t", True),
        ("ArnLike", "arn:aws:sns:*:1:t", "arn:aws:sns:eu-west-1:2:t", False),
        ("ArnNotEquals", "arn:x", "arn:y", True),
        ("ArnNotLike", "arn:*", "arn:y", False),
        ("Null", "true", None, True),
        ("Null", "true", "x", False),
        ("Null", "false", "x", True),
    ],
)
def test_an_operator_compares_as_iam_does(operator, wanted, value, holds):
    (condition,) = read_conditions({operator: {"aws:SourceArn": wanted}})
    context = {} if value is None else {"aws:sourcearn": value}
    assert condition.holds(context) is holds


def test_every_operator_has_a_case_above():
    cases = next(mark for mark in test_an_operator_compares_as_iam_does.pytestmark if mark.name == "parametrize").args[1]
    assert {name.removesuffix("IfExists") for name, *_ in cases} == OPERATORS
