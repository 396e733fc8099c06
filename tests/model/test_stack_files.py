"""The stack files that ship: each is lawful as soon as the ExternalId is set, and none holds a secret."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from model.parsing import parse_settings
from model.placement import Placement
from model.problems import SettingsError
from model.settings import NetworkMode
from model.terms import AT_COST, CostPlus, PerMinute
from model.uniqueness import check_unique
from tests.model.stacks import EXTERNAL_ID

ROOT = Path(__file__).parents[2]
STACKS = ["dev", "acme-prod", "globex-prod"]


def raw_of(stack):
    """What Pulumi hands to the program for this stack: text, or JSON text."""
    config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    handed = {key.removeprefix("clientenv:"): value for key, value in config.items()}
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in handed.items()}


def settings_of(stack):
    secret = {"externalId": EXTERNAL_ID} if stack == "acme-prod" else {}
    return parse_settings({**raw_of(stack), **secret}, set(secret), stack)


def test_development_runs_in_your_own_account_without_a_network():
    settings = settings_of("dev")

    assert (settings.prefix, settings.account.placement, settings.account.account_id) == ("internal-dev", Placement.OWN, "111111111111")
    assert (settings.network.mode, settings.protect_data, settings.billing) == (NetworkMode.NONE, False, AT_COST)


def test_acme_runs_isolated_in_the_clients_account_and_pays_by_the_minute():
    settings = settings_of("acme-prod")

    assert (settings.prefix, settings.account.placement, settings.account.account_id) == ("acme-prod", Placement.CLIENT, "222222222222")
    assert (settings.network.mode, settings.network.endpoints) == (NetworkMode.ISOLATED, ("rekognition",))
    assert settings.billing.pricing == PerMinute(price_per_minute=Decimal("0.15"))
    assert (settings.monthly_budget_usd, settings.protect_data) == (50, True)


def test_globex_is_hosted_in_your_account_at_cost_and_a_fee():
    settings = settings_of("globex-prod")

    assert (settings.prefix, settings.account.placement, settings.account.account_id) == ("globex-prod", Placement.HOSTED, "111111111111")
    assert isinstance(settings.billing.pricing, CostPlus)


def test_acme_as_it_ships_lacks_nothing_but_the_external_id():
    with pytest.raises(SettingsError) as caught:
        parse_settings(raw_of("acme-prod"), set(), "acme-prod")

    assert [problem.key for problem in caught.value.problems] == ["externalId"]


def test_shipped_stacks_share_no_names():
    assert check_unique({stack: raw_of(stack) for stack in STACKS}) == []


@pytest.mark.parametrize("stack", STACKS)
def test_shipped_file_holds_no_secret_and_no_salt(stack):
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text()

    assert list(yaml.safe_load(text)) == ["config"]
    assert "secure:" not in text


def test_every_shipped_stack_is_tested():
    shipped = {path.name for path in ROOT.glob("Pulumi.*.yaml")}

    assert shipped >= {f"Pulumi.{stack}.yaml" for stack in STACKS}
