"""Billing's project file and the reference of its settings say what the settings are."""

import json

import pytest
import yaml

from billing.settings_parsing import billing_keys, parse_billing_settings
from billing.settings_reference import pulumi_yaml, settings_markdown
from docs.generate.__main__ import PAGES
from model.keys import rule_text
from model.settings_reference import CHANGE, meaning
from tests.billing.written_settings import LEAST, read


def test_declared_defaults_are_the_defaults_of_the_model():
    declared = {name: entry["default"] for name, entry in yaml.safe_load(pulumi_yaml())["config"].items()}
    handed_over = {name: value if isinstance(value, str) else json.dumps(value) for name, value in declared.items()}
    raw = {key: value if isinstance(value, str) else json.dumps(value) for key, value in LEAST.items()}

    assert parse_billing_settings({**handed_over, **raw}, (), "payer") == read()


def test_project_has_its_own_name_the_root_s_virtual_environment_and_every_key_with_a_default_and_none_secret():
    project = yaml.safe_load(pulumi_yaml())

    assert (project["name"], project["main"], project["runtime"]["options"]["virtualenv"]) == ("clientenv-billing", "./", "../.venv")
    assert list(project["config"]) == [key.name for key in billing_keys()]
    assert all(set(declared) <= {"type", "items", "description", "default"} for declared in project["config"].values())
    assert all("default" in declared for declared in project["config"].values())


def test_lists_of_objects_are_declared_as_such():
    declared = yaml.safe_load(pulumi_yaml())["config"]

    assert (declared["exchangeRates"]["items"], declared["stacks"]["items"]) == ({"type": "object"}, {"type": "string"})


@pytest.mark.parametrize("key", billing_keys(), ids=lambda key: key.name)
def test_every_key_has_a_meaning_a_rule_and_what_changing_it_does(key):
    assert CHANGE.search(meaning(key))
    assert len(rule_text(key)) > 5
    assert f"| `{key.name}` |" in settings_markdown()


def test_project_file_and_reference_are_among_the_generated_pages():
    pages = {str(page.path): page for page in PAGES}

    assert not pages["billing/Pulumi.yaml"].stale
    assert not pages["docs/billing-settings.md"].stale
