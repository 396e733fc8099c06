"""Zips that are unpacked, names that are understood, and metrics that are found in log lines."""

from __future__ import annotations

import hashlib
import json

import pytest

from sandbox.functions.address import Address
from sandbox.functions.deployed_code import DeployedFunction
from sandbox.functions.log_group import embedded_metrics
from sandbox.functions.unpacking import BadZip, unpack
from tests.sandbox.functions.deploying import zipped


def function(code: bytes) -> DeployedFunction:
    return DeployedFunction(
        account="111111111111",
        region="us-east-1",
        name="f",
        version="$LATEST",
        arn="arn:aws:lambda:us-east-1:111111111111:function:f",
        handler="app.handler",
        runtime="python3.14",
        role="arn:aws:iam::111111111111:role/runs",
        timeout=3,
        memory=128,
        environment={},
        code=code,
        code_digest=hashlib.sha256(code).hexdigest(),
    )


def test_a_zip_is_unpacked_once_for_each_content(tmp_path):
    first = unpack(function(zipped({"lambdas/app.py": "x = 1"})), tmp_path)
    (first / "seen").touch()
    assert unpack(function(zipped({"lambdas/app.py": "x = 1"})), tmp_path) == first
    assert (first / "seen").exists()
    second = unpack(function(zipped({"lambdas/app.py": "x = 2"})), tmp_path)
    assert (second / "lambdas/app.py").read_text() == "x = 2"
    assert sorted(path.name for path in first.parent.iterdir()) == sorted([first.name, second.name])


@pytest.mark.parametrize(
    ("code", "why"),
    [(b"no zip", "not a zip file"), (zipped({"../out.py": ""}), "leads out"), (zipped({"/etc/x": ""}), "leads out")],
)
def test_what_is_no_zip_or_leads_out_of_its_folder_is_refused(tmp_path, code, why):
    with pytest.raises(BadZip, match=why):
        unpack(function(code), tmp_path / "code")
    assert not (tmp_path / "out.py").exists()


@pytest.mark.parametrize(
    ("name", "qualifier", "meant"),
    [
        ("f", "", ("111111111111", "us-east-1", "f", "")),
        ("f", "1", ("111111111111", "us-east-1", "f", "1")),
        ("f:live", "", ("111111111111", "us-east-1", "f", "live")),
        ("222222222222:function:f", "", ("222222222222", "us-east-1", "f", "")),
        ("arn:aws:lambda:eu-west-1:222222222222:function:f:3", "", ("222222222222", "eu-west-1", "f", "3")),
    ],
)
def test_every_form_of_a_functions_name_is_understood(name, qualifier, meant):
    address = Address.meant(name, "111111111111", "us-east-1", qualifier)
    assert (address.account, address.region, address.name, address.qualifier) == meant


def line(*directives, **values):
    return json.dumps({"_aws": {"Timestamp": 1_760_000_000_000, "CloudWatchMetrics": list(directives)}, **values})


def test_each_set_of_dimensions_of_each_metric_is_one_datum():
    directive = {
        "Namespace": "N",
        "Dimensions": [["Client"], ["Client", "Stack"]],
        "Metrics": [{"Name": "Held", "Unit": "Count"}, {"Name": "Seconds"}],
    }
    found = list(embedded_metrics(line(directive, Client="acme", Stack="prod", Held=2, Seconds=[1.5, 2.5])))
    assert [namespace for namespace, _ in found] == ["N"] * 4
    assert found[0][1] == {
        "MetricName": "Held",
        "Dimensions": [{"Name": "Client", "Value": "acme"}],
        "Values": [2.0],
        "Unit": "Count",
        "Timestamp": 1_760_000_000,
    }
    assert [(datum["MetricName"], len(datum["Dimensions"]), datum["Values"]) for _, datum in found[1:]] == [
        ("Seconds", 1, [1.5, 2.5]),
        ("Held", 2, [2.0]),
        ("Seconds", 2, [1.5, 2.5]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "START RequestId: 1",
        '{"level": "INFO"}',
        '{"_aws": 1}',
        '{"_aws": {}}',
        '"_aws"',
        line({"Namespace": "N", "Dimensions": [["Gone"]], "Metrics": [{"Name": "Held"}]}, Held=1),
        line({"Namespace": "N", "Dimensions": [[]], "Metrics": [{"Name": "Held"}]}, Held="many"),
        line({"Namespace": "N", "Dimensions": [[]], "Metrics": [{"Name": "Held"}]}),
    ],
)
def test_lines_without_usable_metrics_give_none(text):
    assert list(embedded_metrics(text)) == []
