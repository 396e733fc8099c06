"""Billing's settings: read whole, or refused with every reason at once."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from billing.domain.allocation import SharedCosts
from billing.domain.documents import Party
from billing.domain.month import Month
from billing.setting_rules import last_day
from billing.settings import Buyer
from billing.settings_parsing import billing_keys, parse_billing_settings
from billing.settings_reference import pulumi_yaml, settings_markdown
from docs.generate.__main__ import PAGES
from model.keys import rule_text
from model.problems import SettingsError
from model.settings_reference import CHANGE, meaning

ROOT = Path(__file__).parents[2]
LEAST = {"payerAccountId": "111111111111", "seller": {"name": "Consultancy"}}
SECRET = "3f9a4b7c-of-acme"
RATE = {"month": "2026-10", "currency": "EUR", "rate": "0.9214", "source": "ECB reference rate", "day": "2026-10-30"}


def read(secrets=(), **settings):
    raw = {key: value if isinstance(value, str) else json.dumps(value) for key, value in {**LEAST, **settings}.items()}
    return parse_billing_settings(raw, secrets, "payer")


def refusal(secrets=(), **settings) -> SettingsError:
    with pytest.raises(SettingsError) as refused:
        read(secrets, **settings)
    return refused.value


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


def test_rate_is_exact_whether_it_is_written_as_text_or_number():
    for written in ("0.9214", 0.9214):
        rate = read(exchangeRates=[{**RATE, "rate": written}]).exchange(Month(2026, 10), "USD", "EUR")
        assert (rate.rate, rate.source, rate.day) == (Decimal("0.9214"), "ECB reference rate", date(2026, 10, 30))


def test_rate_of_another_month_or_currency_is_not_taken():
    settings = read(exchangeRates=[RATE])

    assert settings.exchange(Month(2026, 11), "USD", "EUR") is None
    assert settings.exchange(Month(2026, 10), "USD", "GBP") is None
    assert settings.exchange(Month(2026, 10), "EUR", "USD") is None


def test_two_rates_for_one_month_are_refused_and_two_currencies_are_not():
    assert [problem.key for problem in refusal(exchangeRates=[RATE, {**RATE, "rate": "0.93"}]).problems] == ["exchangeRates[1]"]
    assert len(read(exchangeRates=[RATE, {**RATE, "currency": "GBP"}]).exchange_rates) == 2


def test_currency_is_not_exchanged_for_itself():
    assert "itself" in refusal(exchangeRates=[{**RATE, "currency": "USD"}]).problems[0].rule


def test_external_ids_that_are_encrypted_are_read():
    settings = read(secrets={"externalIds"}, stacks=["acme-prod"], externalIds={"acme-prod": SECRET})

    assert settings.external_ids == {"acme-prod": SECRET}
    assert SECRET not in repr(settings)


def test_part_of_a_list_that_is_encrypted_is_as_secret_as_the_list():
    (problem,) = refusal({"exchangeRates"}, exchangeRates=[{**RATE, "rate": "no"}]).problems

    assert (problem.key, problem.value) == ("exchangeRates[0].rate", "[secret]")
    assert problem.remedy == f"Write {problem.rule.removeprefix('It must be ')}"


def test_what_is_wrong_or_unknown_is_called_by_the_name_of_billings_own_project():
    shown = str(refusal(requestBudget="many", nonsense="1"))

    assert "  clientenv-billing:requestBudget is many\n" in shown
    assert "  clientenv-billing:nonsense\n" in shown


@pytest.mark.parametrize(
    ("secrets", "ids", "why"),
    [
        ((), {"acme-prod": SECRET}, "clear text"),
        ({"externalIds"}, {"acme-prod": SECRET, "acme-old": "x" * 20}, "acme-old"),
        ({"externalIds"}, {"acme-prod": SECRET + " with blanks"}, "It must be"),
        ({"externalIds"}, [SECRET], "It must be"),
        ((), {"acme-prod": SECRET + " with blanks"}, "clear text"),
    ],
)
def test_external_ids_that_are_not_right_are_refused_and_never_shown(secrets, ids, why):
    error = refusal(secrets, stacks=["acme-prod"], externalIds=ids)

    assert {(problem.key, problem.value) for problem in error.problems} == {("externalIds", "[secret]")}
    assert why in error.problems[-1].rule
    assert SECRET not in str(error)


def test_sending_needs_an_address_to_send_from():
    assert [problem.key for problem in refusal(dryRun="false").problems] == ["dryRun"]
    assert not read(dryRun="false", sendFrom="billing@example.com").dry_run


def test_monitor_of_another_account_is_refused():
    monitor = "arn:aws:ce::{}:anomalymonitor/7a1b"

    assert [problem.key for problem in refusal(anomalyMonitorArn=monitor.format("222222222222")).problems] == ["anomalyMonitorArn"]
    assert read(anomalyMonitorArn=monitor.format("111111111111")).anomaly_monitor_arn


def test_documents_name_seller_and_buyer_as_they_are_set():
    settings = read(
        seller={"name": "Consultancy", "taxId": "DE1", "paymentDays": 30, "paymentText": "IBAN", "locale": "de_DE"},
        buyers={"acme": {"name": "Acme Inc.", "address": ["2 Avenue", "Port"], "locale": "en_US"}},
    )

    agreement = settings.agreement("acme", "Acme")

    assert agreement.seller == Party(name="Consultancy", tax_id="DE1")
    assert agreement.buyer == Party(name="Acme Inc.", address=("2 Avenue", "Port"))
    assert (agreement.payment_days, agreement.payment_text, agreement.locale) == (30, "IBAN", "en_US")


def test_buyer_who_is_not_set_has_the_name_of_the_client_s_tag_and_the_seller_s_locale():
    agreement = read(seller={"name": "Consultancy", "locale": "de_DE"}).agreement("globex", "Globex")

    assert (agreement.buyer, agreement.locale) == (Party(name="Globex"), "de_DE")
    assert read(buyers={"acme": {}}).buyers == {"acme": Buyer()}


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


# Stacks that left, and what clients may cost


def test_a_stack_that_left_has_its_last_day_however_pulumi_writes_it():
    for written in ("2026-09-30", "2026-09-30 00:00:00 +0000 UTC", "2026-09-30T00:00:00Z"):
        settings = read(stacks=["dev"], left={"acme-prod": written})
        assert last_day(settings.left["acme-prod"]) == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("left", "why"),
    [
        ({"acme-prod": "2026-09-31"}, "acme-prod: write a day like 2026-09-30."),
        ({"acme/prod": "2026-09-30"}, "acme/prod: write the name of a stack"),
        ({"dev": "2026-09-30"}, "dev is among the stacks that are billed, and has left"),
    ],
)
def test_a_stack_that_left_wrongly_is_refused(left, why):
    assert why in " ".join(str(refusal(stacks=["dev"], left=left)).split())


def test_amounts_a_month_are_whole_dollars_by_client_and_by_account():
    settings = read(clientBudgets={"Globex": 100}, memberAccounts={"333333333333": "200"})
    assert (settings.client_budgets, settings.member_accounts) == ({"Globex": 100}, {"333333333333": 200})


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"clientBudgets": {"Globex": 0}}, "Globex: Choose 1 or more."),
        ({"memberAccounts": {"3333": 100}}, "3333: YAML takes digits for a number"),
        ({"memberAccounts": {"333333333333": "much"}}, "It must be"),
    ],
)
def test_amounts_that_cannot_be_are_refused(wrong, why):
    assert why in " ".join(str(refusal(**wrong)).split())
