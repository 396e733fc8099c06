"""The reference says what the parser does, because both are read off the same fields."""

import json
from pathlib import Path

import pytest
import yaml

from model import settings_reference
from model.keys import keys_of, network_keys, one_off_keys, rule_text, stack_keys, term_keys
from model.parsing import parse_settings
from model.settings_reference import main, meaning, pulumi_yaml, settings_markdown
from model.terms import PRICING, PricingModel
from tests.model.stacks import ACME, raw

ROOT = Path(__file__).parents[2]
EVERY_KEY = [*stack_keys(), *network_keys(), *one_off_keys(), *(key for model in PricingModel for key in term_keys(model))]


def test_pulumi_yaml_and_the_settings_page_are_fresh():
    assert main(["--check"]) == 0


def test_stale_file_is_named_and_fails_the_check(monkeypatch, capsys):
    monkeypatch.setattr(settings_reference, "pulumi_yaml", lambda: "name: other\n")

    assert main(["--check"]) == 1
    assert "Pulumi.yaml is stale" in capsys.readouterr().err


def test_writing_what_is_fresh_changes_no_file():
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "Pulumi.yaml", ROOT / "docs" / "settings.md")}

    assert main([]) == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_unknown_argument_is_wrong_usage():
    assert main(["--force"]) == 2


def test_project_is_what_pulumi_needs():
    project = yaml.safe_load(pulumi_yaml())

    assert (project["name"], project["main"]) == ("clientenv", ".")
    assert project["runtime"] == {"name": "python", "options": {"virtualenv": ".venv"}}
    assert project["description"]


def test_every_key_is_declared_with_type_description_and_default_and_none_as_secret():
    config = yaml.safe_load(pulumi_yaml())["config"]

    assert list(config) == [key.name for key in stack_keys()]
    for name, declared in config.items():
        assert declared["type"] in ("string", "array", "object"), name
        assert declared["description"], name
        assert set(declared) <= {"type", "items", "description", "default"}, name
        assert isinstance(declared["default"], {"string": str, "array": list, "object": dict}[declared["type"]]), name


def test_list_of_addresses_is_declared_with_its_items():
    assert yaml.safe_load(pulumi_yaml())["config"]["notify"]["items"] == {"type": "string"}


def test_declared_defaults_are_the_defaults_of_the_model():
    declared = {name: entry["default"] for name, entry in yaml.safe_load(pulumi_yaml())["config"].items()}
    as_handed_over = {name: value if isinstance(value, str) else json.dumps(value) for name, value in declared.items()}

    assert parse_settings({**as_handed_over, **raw()}, {"externalId"}, "x") == parse_settings(raw(), {"externalId"}, "x")


def test_keys_without_a_default_are_declared_empty():
    declared = yaml.safe_load(pulumi_yaml())["config"]

    assert {name for name in ACME if name != "billing" and declared[name]["default"] == ""} == {*ACME} - {"billing"}


@pytest.mark.parametrize("key", EVERY_KEY, ids=lambda key: f"{key.owner.__name__}.{key.field}")
def test_every_key_has_a_meaning_and_a_rule(key):
    assert len(meaning(key)) > 10
    assert len(rule_text(key)) > 5


@pytest.mark.parametrize("key", [*stack_keys(), *network_keys()], ids=lambda key: key.name)
def test_every_key_of_a_stack_says_what_changing_it_does(key):
    assert settings_reference.CHANGE.search(meaning(key))


def test_every_key_has_its_row_with_six_cells():
    rows = [line for line in settings_markdown().splitlines() if line.startswith("| `")]

    assert len(rows) == len(stack_keys()) + len(network_keys()) + len(one_off_keys()) + len(term_keys(None)) + sum(
        len(keys_of(kind)) for kind in PRICING.values()
    )
    assert {row.replace("\\|", "").count("|") for row in rows} == {7}


def test_row_of_a_number_shows_default_limits_and_what_changes():
    assert (
        "| `retentionDays` | integer | `30` | Days that uploads and results are kept. | a whole number from 1 to 3,650 "
        "| replaces nothing; shortening it deletes data at the next nightly clean-up |"
    ) in settings_markdown()
