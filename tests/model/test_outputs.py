from dataclasses import fields

import pytest

from model.outputs import SCHEMA_VERSION, EnvironmentOutputs

NAMES = [
    "schema_version",
    "client",
    "slug",
    "environment",
    "placement",
    "account_id",
    "home_region",
    "tags",
    "billing_terms",
    "usage_table_arn",
    "usage_reader_role_arn",
    "uploads_bucket",
    "results_bucket",
    "web_bucket",
    "web_distribution_id",
    "web_url",
    "cost_topic_arn",
    "deployment_role_arn",
    "dashboard_url",
]
OPTIONAL = ["web_bucket", "web_distribution_id", "web_url", "cost_topic_arn", "deployment_role_arn", "dashboard_url"]
REQUIRED = [name for name in NAMES if name not in OPTIONAL]

VALUES = {name: f"the {name}" for name in NAMES} | {"schema_version": SCHEMA_VERSION}


def test_outputs_are_the_agreed_ones_in_the_agreed_order():
    assert [field.name for field in fields(EnvironmentOutputs)] == NAMES


def test_what_is_exported_is_what_is_read():
    outputs = EnvironmentOutputs(**VALUES)

    assert outputs.as_exports() == VALUES
    assert EnvironmentOutputs.from_outputs(outputs.as_exports()) == outputs


def test_values_are_exported_as_they_are_because_outputs_cannot_be_copied():
    class Uncopyable:
        def __deepcopy__(self, memo):
            raise AssertionError("copied")

    value = Uncopyable()
    assert EnvironmentOutputs(**{**VALUES, "tags": value}).as_exports()["tags"] is value


def test_outputs_of_others_are_left_alone():
    assert EnvironmentOutputs.from_outputs({**VALUES, "extra": 1}) == EnvironmentOutputs(**VALUES)


@pytest.mark.parametrize("name", REQUIRED)
def test_missing_output_is_named(name):
    with pytest.raises(ValueError, match=rf"missing: {name}\. Run `pulumi up`"):
        EnvironmentOutputs.from_outputs({key: value for key, value in VALUES.items() if key != name})


def test_every_missing_output_is_named():
    with pytest.raises(ValueError, match="missing: client, slug"):
        EnvironmentOutputs.from_outputs({key: value for key, value in VALUES.items() if key not in ("slug", "client")})


@pytest.mark.parametrize("name", OPTIONAL)
def test_what_an_environment_need_not_have_may_be_missing(name):
    assert getattr(EnvironmentOutputs.from_outputs({key: value for key, value in VALUES.items() if key != name}), name) is None


def test_another_schema_version_is_refused_naming_both():
    with pytest.raises(ValueError, match="schema_version 2, this program reads 1"):
        EnvironmentOutputs.from_outputs({**VALUES, "schema_version": 2})


def test_schema_version_may_come_back_as_a_float():
    assert EnvironmentOutputs.from_outputs({**VALUES, "schema_version": 1.0}).schema_version == 1
