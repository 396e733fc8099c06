"""Settings that are lawful: what they become, in whatever form Pulumi hands them over."""

import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.parsing import parse_settings, parse_terms
from model.placement import Account, Placement
from model.problems import SettingsError
from model.settings import NetworkMode, NetworkSettings, StackSettings
from model.tags import CostAllocationTags
from model.terms import AT_COST, BillingTerms, Fixed, OneOffLine, PerMinute
from tests.model.stacks import ACME, EXTERNAL_ID, HOSTED, OWN, parsed, raw, terms


def test_the_shortest_settings_of_a_client_get_every_default():
    settings = parsed()

    assert settings.prefix == "acme-prod"
    assert settings.tags == CostAllocationTags(client="Acme", environment="prod", owner="Consultancy")
    assert settings.account == Account(
        placement=Placement.CLIENT,
        account_id="222222222222",
        home_region="us-east-1",
        deployment_role_arn="arn:aws:iam::222222222222:role/DeploymentRole",
        external_id=EXTERNAL_ID,
        billing_account_id="111111111111",
    )
    assert settings.billing == BillingTerms(pricing=PerMinute(price_per_minute=Decimal("0.15")))
    assert (settings.monthly_budget_usd, settings.retention_days, settings.max_concurrent_jobs, settings.log_retention_days) == (
        50,
        30,
        10,
        30,
    )
    assert (settings.protect_data, settings.web_hosting, settings.network) == (True, True, NetworkSettings())


def test_every_setting_reaches_its_field():
    settings = parsed(
        project="Counting",
        costCenter="4711",
        billingGroup="Pilots",
        tags={"Team": "Vision"},
        notify=["a@example.com", "b@example.com"],
        monthlyBudgetUsd="80",
        anomalyMonitorArn="arn:aws:ce::222222222222:anomalymonitor/1-2",
        retentionDays="7",
        monthlyMinutesLimit="90",
        maxConcurrentJobs="3",
        protectData="true",
        logRetentionDays="14",
        network={"mode": "isolated", "cidr": "10.9.0.0/20", "zones": 1, "endpoints": ["rekognition", "logs"]},
        webHosting="true",
        webPriceClass="PriceClass_All",
        webDomain="videos.acme.example",
        webCertificateArn="arn:aws:acm:us-east-1:222222222222:certificate/1-2",
    )

    assert (settings.tags.project, settings.tags.cost_center, settings.tags.billing_group) == ("Counting", "4711", "Pilots")
    assert settings.tags.extra == {"Team": "Vision"}
    assert settings.notify == ("a@example.com", "b@example.com")
    assert (settings.monthly_budget_usd, settings.retention_days, settings.monthly_minutes_limit) == (80, 7, 90)
    assert settings.anomaly_monitor_arn == "arn:aws:ce::222222222222:anomalymonitor/1-2"
    assert (settings.max_concurrent_jobs, settings.protect_data, settings.log_retention_days) == (3, True, 14)
    assert settings.network == NetworkSettings(mode=NetworkMode.ISOLATED, cidr="10.9.0.0/20", zones=1, endpoints=("rekognition", "logs"))
    assert (settings.web_price_class, settings.web_domain) == ("PriceClass_All", "videos.acme.example")
    assert settings.web_certificate_arn == "arn:aws:acm:us-east-1:222222222222:certificate/1-2"


def test_account_id_that_config_set_wrote_as_an_integer_is_accepted():
    assert parse_settings({**raw(), "accountId": 222222222222}, {"externalId"}, "acme-prod").account.account_id == "222222222222"


def test_your_own_and_a_hosted_account_are_entered_without_a_role():
    assert [parsed(settings=settings).account.deployment_role_arn for settings in (OWN, HOSTED)] == [None, None]


def test_usage_is_read_by_the_billing_account_or_where_none_is_set_by_the_stacks_own():
    assert parsed().account.read_by == "111111111111"
    assert parsed(settings=OWN, accountId="333333333333", billingAccountId=None).account.read_by == "333333333333"


def test_member_account_is_entered_through_its_deployment_role():
    account = parsed(placement="member").account

    assert (account.deployment_role_arn, account.external_id) == ("arn:aws:iam::222222222222:role/DeploymentRole", EXTERNAL_ID)


def test_role_of_another_name_in_the_same_account_is_kept():
    arn = "arn:aws:iam::222222222222:role/teams/Deployer"

    assert parsed(deploymentRoleArn=arn).account.deployment_role_arn == arn


def test_your_own_environment_needs_no_terms():
    assert parsed(settings=OWN, billing=None).billing == AT_COST


def test_terms_with_everything_in_them():
    billing = terms(
        "fixed",
        monthlyFee=40,
        includedVideos="20",
        minutesPerVideo=6,
        pricePerExtraMinute=0.25,
        currency="EUR",
        validFrom="2026-10-01",
        minimum="10",
        maximum=100,
        credit="5.50",
        taxPercent="19",
        taxText="VAT 19 %",
        prorate=False,
        oneOff=[{"id": "setup", "text": "Set-up", "amount": "99.95", "month": "2026-10"}],
        earlier=[{"model": "perMinute", "pricePerMinute": "0.20", "validFrom": "2026-08-15"}],
    )

    assert parsed(settings=HOSTED, billing=billing).billing == BillingTerms(
        pricing=Fixed(monthly_fee=Decimal(40), included_videos=20, minutes_per_video=6, price_per_extra_minute=Decimal("0.25")),
        currency="EUR",
        valid_from=date(2026, 10, 1),
        minimum=Decimal(10),
        maximum=Decimal(100),
        credit=Decimal("5.50"),
        tax_percent=Decimal(19),
        tax_text="VAT 19 %",
        prorate=False,
        one_off=(OneOffLine(id="setup", text="Set-up", amount=Decimal("99.95"), month="2026-10"),),
        earlier=(BillingTerms(pricing=PerMinute(price_per_minute=Decimal("0.20")), valid_from=date(2026, 8, 15)),),
    )


def test_prices_are_decimals_however_they_are_written():
    text = '{"model": "perMinute", "pricePerMinute": 0.1}'

    price = parsed(billing=text).billing.pricing.price_per_minute
    assert (type(price), price) == (Decimal, Decimal("0.1"))


def test_a_price_with_digits_that_a_float_would_lose_is_refused_and_not_shortened():
    with pytest.raises(SettingsError, match="Keep to 6 decimal places"):
        parsed(billing='{"model": "perMinute", "pricePerMinute": 0.15000000000000000000001}')


def test_objects_and_lists_that_arrive_empty_get_their_defaults():
    settings = parsed(network="", notify="", tags="")

    assert (settings.network, settings.notify, settings.tags.extra) == (NetworkSettings(), (), {})


@pytest.mark.parametrize("day", ["2026-10-01", "2026-10-01T00:00:00Z", "2026-10-01 00:00:00 +0000 UTC"])
def test_a_day_is_read_in_the_spelling_that_config_set_gives_it_too(day):
    assert parsed(billing=terms("perMinute", validFrom=day)).billing.valid_from == date(2026, 10, 1)


@pytest.mark.parametrize("day", ["2026-13-01", "20261001", 20261001, "2026-10-01T12:00:00Z", "soon", True, "2026-W40-1"])
def test_what_is_no_day_is_refused(day):
    with pytest.raises(SettingsError, match=r"billing\.validFrom"):
        parsed(billing=terms("perMinute", validFrom=day))


@pytest.mark.parametrize("price", [True, "0,15", "NaN", "Infinity", "-0.01", "1000.01", "0.0000001", [], {}, "1e5"])
def test_what_is_no_price_is_refused(price):
    with pytest.raises(SettingsError, match=r"billing\.pricePerMinute"):
        parsed(billing=terms("perMinute", pricePerMinute=price))


def test_names_in_two_unicode_forms_are_one_client():
    assert parsed(client="Mu\u0308ller").tags.client == parsed(client="Müller").tags.client == "M\u00fcller"


def test_terms_alone_are_read_from_the_billing_object():
    assert parse_terms({"model": "perMinute", "pricePerMinute": "0.15"}).pricing == PerMinute(price_per_minute=Decimal("0.15"))


def test_terms_alone_report_all_their_problems_and_name_no_stack():
    with pytest.raises(SettingsError) as caught:
        parse_terms({"model": "costPlus", "minimum": "9", "maximum": "3"}, Placement.CLIENT)

    assert [problem.key for problem in caught.value.problems] == ["billing.managementFeePercent", "billing.model", "billing.minimum"]
    assert "pulumi" not in str(caught.value).lower()
    assert str(caught.value) == (
        "3 problems in the billing terms. Nothing was changed.\n"
        "\n"
        "  clientenv:billing.managementFeePercent\n"
        "    It is missing. It must be a number from 0 to 100, at most 6 decimal places.\n"
        "    -> Set it.\n"
        "\n"
        "  clientenv:billing.model is costPlus\n"
        "    These terms charge AWS cost, but in placement client the client pays AWS\n"
        "    itself: it would pay twice.\n"
        "    -> Choose fixed or perMinute, or set reimburseAwsCost to true so that the\n"
        "       cost is taken off again and the fee stays.\n"
        "\n"
        "  clientenv:billing.minimum is 9\n"
        "    The minimum cannot be above the maximum.\n"
        "    -> Lower the minimum or raise the maximum.\n"
        "\n"
        "Correct the billing terms; docs/settings.md lists every key."
    )


@pytest.mark.parametrize("wrong", [{"minimum": "9", "maximum": "3"}, {"pricePerMinute": "cheap"}, {"model": "free"}])
def test_terms_alone_are_refused_for_a_contradiction_as_for_a_broken_value(wrong):
    with pytest.raises(SettingsError, match="in the billing terms"):
        parse_terms({**terms("perMinute"), **wrong})


KEYS = st.sampled_from(sorted([*ACME, "notify", "tags", "network", "retentionDays", "protectData", "webDomain", "deploymentRoleArn"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["model", "mode", "oneOff", "earlier", "validFrom", "monthlyFee", "id", "endpoints"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(KEYS | st.text(max_size=12), st.text(max_size=30) | st.text(string.printable, max_size=30), max_size=8))
def test_any_text_is_either_settings_or_a_settings_error(changes):
    assert_settings_or_error({**raw(), **changes})


@given(st.dictionaries(KEYS, JSON, max_size=6))
def test_any_object_is_either_settings_or_a_settings_error(changes):
    assert_settings_or_error(raw(**changes))


def assert_settings_or_error(settings):
    outcome = outcome_of(settings)
    assert isinstance(outcome, StackSettings) or (outcome.problems and str(outcome))


def outcome_of(settings):
    try:
        return parse_settings(settings, {"externalId"}, "acme-prod")
    except SettingsError as error:
        return error


BROKEN = {
    "client": "a&b",
    "slug": "A",
    "environment": "Prod!",
    "owner": "#",
    "placement": "mine",
    "accountId": "1",
    "homeRegion": "eu-north-1",
    "notify": '["x"]',
    "tags": '{"aws:a": "b"}',
    "monthlyBudgetUsd": "0",
    "anomalyMonitorArn": "arn",
    "retentionDays": "0",
    "monthlyMinutesLimit": "0",
    "maxConcurrentJobs": "0",
    "protectData": "perhaps",
    "logRetentionDays": "2",
    "webHosting": "maybe",
    "webPriceClass": "PriceClass_1",
    "webDomain": "-",
    "webCertificateArn": "arn",
    "deploymentRoleArn": "arn",
    "nonsense": "1",
}


@given(st.sets(st.sampled_from(sorted(BROKEN)), min_size=1))
def test_the_problems_name_every_broken_key(keys):
    with pytest.raises(SettingsError) as caught:
        parse_settings({**raw(), **{key: BROKEN[key] for key in keys}}, {"externalId"}, "acme-prod")

    assert {problem.key for problem in caught.value.problems} == keys
