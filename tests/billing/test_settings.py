"""Billing's settings: read whole, or refused with every reason at once."""

import json
from pathlib import Path

import pytest
import yaml

from billing.domain.allocation import SharedCosts
from billing.settings_parsing import parse_billing_settings
from model.problems import SettingsError
from tests.billing.written_settings import RATE, read, refusal

ROOT = Path(__file__).parents[2]


def test_least_that_must_be_said_gives_the_defaults():
    settings = read()

    assert (settings.payer_account_id, settings.region, settings.stacks) == ("111111111111", "us-east-1", ())
    assert (settings.shared_costs, settings.request_budget, settings.time_zone, settings.dry_run) == (
        SharedCosts.ABSORBED,
        100,
        "UTC",
        True,
    )


def test_shipped_stack_file_is_right_and_holds_neither_secret_nor_salt():
    file = yaml.safe_load((ROOT / "billing" / "Pulumi.payer.yaml").read_text())
    raw = {
        key.removeprefix("clientenv-billing:"): value if isinstance(value, str) else json.dumps(value)
        for key, value in file["config"].items()
    }

    settings = parse_billing_settings(raw, (), "payer")

    assert list(file) == ["config"]
    assert not settings.external_ids
    assert all((ROOT / f"Pulumi.{stack}.yaml").is_file() for stack in settings.stacks)


def test_nothing_set_is_every_required_key_with_the_command_that_sets_it():
    with pytest.raises(SettingsError) as refused:
        parse_billing_settings({}, (), "payer")

    assert str(refused.value) == (
        "2 problems in billing/Pulumi.payer.yaml. Nothing was changed.\n"
        "\n"
        "  clientenv-billing:payerAccountId\n"
        "    It is missing. It must be the twelve digits of an AWS account.\n"
        "    -> Set it:\n"
        '         pulumi config set -C billing clientenv-billing:payerAccountId "222222222222" -s payer\n'
        "\n"
        "  clientenv-billing:seller\n"
        "    It is missing. It must be an object with the keys of the seller.\n"
        "    -> Set it:\n"
        "         pulumi config set -C billing --path 'clientenv-billing:seller.name' VALUE -s payer\n"
        "\n"
        "Correct billing/Pulumi.payer.yaml; docs/billing-settings.md lists every key.\n"
        "Then type: pulumi preview -C billing -s payer"
    )


def test_all_problems_are_reported_in_one_run():
    error = refusal(
        payerAccountId="12345",
        region="Frankfurt",
        sharedCosts="evenly",
        requestBudget="2",
        timeZone="Europe/Berln",
        buyers={"acme": {"email": "nobody", "adress": ["x"]}, "Acme Inc": {}},
        exchangeRates=[{**RATE, "rate": "0"}, {**RATE, "day": "tomorrow"}],
        auditPlace="https://example.com",
        stack=["acme-prod"],
    )

    assert {problem.key: problem.remedy for problem in error.problems if problem.key in ("sharedCosts", "timeZone", "stack")} == {
        "sharedCosts": "Did you mean even?",
        "timeZone": "Did you mean Europe/Berlin?",
        "stack": "Did you mean stacks?",
    }
    assert [problem.key for problem in error.problems] == [
        "payerAccountId",
        "region",
        "buyers.acme.email",
        "buyers.acme.adress",
        "sharedCosts",
        "exchangeRates[0].rate",
        "exchangeRates[1].day",
        "requestBudget",
        "timeZone",
        "auditPlace",
        "stack",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stacks", ["consultancy/clientenv/acme-prod"]),
        ("stacks", ["acme-prod", "acme-prod"]),
        ("buyers", {"Acme Inc": {}}),
        ("buyers", {"acme": "someone"}),
        ("buyers", ["acme"]),
        ("seller", {"name": "Two\nlines"}),
        ("seller", {"address": ["1 Street"]}),
        ("seller", {"name": "C", "locale": "en-US"}),
        ("exchangeRates", [{**RATE, "rate": "-1"}]),
        ("exchangeRates", [{**RATE, "rate": "1.00000000001"}]),
        ("exchangeRates", [{**RATE, "currency": "usd"}]),
        ("exchangeRates", [{**RATE, "month": "2026-13"}]),
        ("exchangeRates", ["0.92"]),
        ("dryRun", "perhaps"),
        ("auditPlace", "s3:/bucket"),
        ("sendFrom", "billing"),
    ],
)
def test_value_that_breaks_its_rule_is_refused_under_its_key(key, value):
    assert {problem.key.split(".")[0].split("[")[0] for problem in refusal(**{key: value}).problems} == {key}


def test_what_is_wrong_or_unknown_is_called_by_the_name_of_billings_own_project():
    shown = str(refusal(requestBudget="many", nonsense="1"))

    assert "  clientenv-billing:requestBudget is many\n" in shown
    assert "  clientenv-billing:nonsense\n" in shown


def test_sending_needs_an_address_to_send_from():
    assert [problem.key for problem in refusal(dryRun="false").problems] == ["dryRun"]
    assert not read(dryRun="false", sendFrom="billing@example.com").dry_run


def test_monitor_of_another_account_is_refused():
    monitor = "arn:aws:ce::{}:anomalymonitor/7a1b"

    assert [problem.key for problem in refusal(anomalyMonitorArn=monitor.format("222222222222")).problems] == ["anomalyMonitorArn"]
    assert read(anomalyMonitorArn=monitor.format("111111111111")).anomaly_monitor_arn
