"""Event patterns match what AWS's documentation says they match."""

from __future__ import annotations

import pytest

from sandbox.pump.patterns import PatternNotSupported, check, matches

EVENT = {
    "source": "aws.s3",
    "detail-type": "Object Created",
    "resources": ["arn:aws:s3:::uploads", "arn:aws:s3:::other"],
    "detail": {
        "bucket": {"name": "uploads"},
        "object": {"key": "uploads/Car One.MP4", "size": 1048576, "etag": None},
        "dry": True,
        "ip": "10.0.0.7",
        "parts": [{"number": 1, "state": "ok"}, {"number": 2, "state": "bad"}],
    },
}


def detail(**wanted):
    return {"detail": wanted}


def key(rule):
    return detail(object={"key": [rule]})


def size(*numeric):
    return detail(object={"size": [{"numeric": list(numeric)}]})


@pytest.mark.parametrize(
    "pattern",
    [
        {},
        {"source": ["aws.ec2", "aws.s3"], "detail-type": ["Object Created"]},
        detail(bucket={"name": ["uploads"]}, object={"key": [{"prefix": "uploads/"}]}),
        {"resources": ["arn:aws:s3:::other"]},
        {"resources": [{"suffix": ":uploads"}]},
        key({"suffix": ".MP4"}),
        key({"suffix": {"equals-ignore-case": ".mp4"}}),
        key({"prefix": {"equals-ignore-case": "UPLOADS/"}}),
        key({"equals-ignore-case": "UPLOADS/car one.mp4"}),
        key({"wildcard": "uploads/*.MP4"}),
        key({"wildcard": "*One*"}),
        key({"anything-but": "uploads/other.mp4"}),
        key({"anything-but": ["a", "b"]}),
        key({"anything-but": {"prefix": "private/"}}),
        key({"anything-but": {"suffix": ".tmp"}}),
        key({"exists": True}),
        detail(object={"version-id": [{"exists": False}]}),
        detail(object={"etag": [None]}),
        size("=", 1048576.0),
        size(">", 0, "<=", 1048576),
        detail(object={"size": [{"anything-but": [1, 2]}]}),
        detail(dry=[True]),
        detail(ip=[{"cidr": "10.0.0.0/24"}]),
        detail(parts={"number": [2], "state": ["bad"]}),
        {"$or": [{"source": ["aws.ec2"]}, {"detail-type": ["Object Created"]}]},
        {"source": ["aws.s3"], "detail": {"$or": [{"dry": [False]}, {"bucket": {"name": [{"prefix": "up"}]}}]}},
    ],
)
def test_pattern_matches(pattern):
    check(pattern)
    assert matches(pattern, EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["aws.ec2"]},
        {"source": ["AWS.S3"]},
        {"source": ["aws.s3"], "account": ["111111111111"]},
        key({"prefix": "Uploads/"}),
        key({"suffix": ".mp4"}),
        key({"wildcard": "uploads/*.mp4"}),
        key({"wildcard": r"uploads/\*"}),
        key({"anything-but": ["uploads/Car One.MP4"]}),
        key({"anything-but": {"prefix": "uploads/"}}),
        key({"anything-but": {"wildcard": "*One*"}}),
        key({"exists": False}),
        detail(object={"version-id": [{"exists": True}]}),
        detail(object={"version-id": [{"anything-but": "x"}]}),
        detail(object=[{"exists": True}]),
        size(">", 0, "<", 1048576),
        detail(dry=[1]),
        detail(dry=["true"]),
        detail(dry=[{"numeric": ["=", 1]}]),
        detail(object={"size": ["1048576"]}),
        detail(ip=[{"cidr": "10.0.1.0/24"}]),
        detail(parts={"number": [1], "state": ["bad"]}),
        {"$or": [{"source": ["aws.ec2"]}, {"detail-type": ["Object Deleted"]}]},
        {"bucket": {"name": ["uploads"]}},
    ],
)
def test_pattern_does_not_match(pattern):
    assert not matches(pattern, EVENT)


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        (key({"regex": ".*"}), "regex"),
        (detail(object={"size": [{"numeric": ["!=", 1]}]}), "!="),
        (key({"prefix": {"wildcard": "x"}}), "wildcard"),
        ({"$or": [{"source": [{"regex": ".*"}]}]}, "regex"),
        ({"source": "aws.s3"}, "aws.s3"),
        ({"source": []}, "source"),
        (["aws.s3"], "aws.s3"),
    ],
)
def test_a_pattern_that_aws_would_refuse_is_named(pattern, named):
    with pytest.raises(PatternNotSupported, match=named):
        check(pattern)


def test_an_operator_that_does_not_exist_matches_nothing():
    with pytest.raises(PatternNotSupported, match="regex"):
        matches(key({"regex": ".*"}), EVENT)
