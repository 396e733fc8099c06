"""What somebody types wrong, one by one and all at once: every problem is listed with key, value, rule and remedy."""

import pytest

from model.tag_rules import TAG_VALUE
from tests.model.stacks import ACME, EXTERNAL_ID, HOSTED, problems, refusal


def test_client_with_an_ampersand_is_refused_because_aws_refuses_it_in_tags():
    found = problems(client="Müller & Söhne")

    assert list(found) == ["client"]
    assert found["client"].value == "Müller & Söhne"
    assert found["client"].remedy == "Leave out or spell out & (AWS refuses it in tags)."


@pytest.mark.parametrize(
    ("slug", "proposal"),
    [
        ("a" * 64, "a" * 20),
        ("acme.prod", "acme-prod"),
        ("Müller & Söhne", "mueller-soehne"),
        ("1acme", "acme"),
        ("acme-", "acme"),
        ("acme--x", "acme-x"),
        ("ACME", "acme"),
        ("数", "acme"),
    ],
)
def test_unlawful_slug_is_refused_and_a_lawful_one_proposed(slug, proposal):
    problem = problems(slug=slug)["slug"]

    assert problem.value == slug[:57] + "..." if len(slug) > 60 else slug
    assert "1 to 20 characters" in problem.rule
    assert problem.remedy == f"Write it like {proposal}."


def test_client_of_257_characters_is_refused_and_one_of_256_is_not():
    assert problems(client="ü" * 257)["client"].remedy == "Shorten it from 257 characters to at most 256."
    assert "client" not in problems(client="ü" * 256, retentionDays="0")


def test_account_id_that_lost_its_zero_is_refused_with_the_advice_to_quote_it():
    problem = problems(accountId="12345678901")["accountId"]

    assert problem.value == "12345678901"
    assert problem.remedy == "YAML takes digits for a number and drops a leading zero: write all twelve digits and quote it."


@pytest.mark.parametrize("account_id", ["1234567890123", "22222222222a", "２２２２２２２２２２２２"])
def test_account_id_that_is_not_twelve_digits_is_refused(account_id):
    assert problems(accountId=account_id)["accountId"].remedy == 'Write it like "222222222222".'


@pytest.mark.parametrize("days", ["0", "-1", "3651", "thirty", "1.5", "true"])
def test_retention_outside_its_limits_or_no_number_is_refused(days):
    problem = problems(retentionDays=days)["retentionDays"]

    assert (problem.value, problem.rule) == (days, "It must be a whole number from 1 to 3,650.")


@pytest.mark.parametrize("budget", ["-5", "0", "1000001", "NaN", "Infinity", """ 5 0 """])
def test_budget_below_one_dollar_or_no_number_is_refused(budget):
    assert list(problems(monthlyBudgetUsd=budget)) == ["monthlyBudgetUsd"]


@pytest.mark.parametrize("address", ["ops", "ops@example", "o ps@example.com", "a@b@example.com", "ops@-example.com", "<ops@example.com>"])
def test_bad_e_mail_address_is_refused_by_name(address):
    problem = problems(notify=["good@example.com", address])["notify"]

    assert problem.remedy == f"{address}: Write it like ops@example.com."


def test_every_bad_address_of_a_list_is_named():
    remedy = problems(notify=["one", "good@example.com", "two"])["notify"].remedy

    assert "one:" in remedy
    assert "two:" in remedy
    assert "good" not in remedy


def test_more_than_ten_addresses_and_the_same_twice_are_refused():
    assert problems(notify=[f"a{i}@example.com" for i in range(11)])["notify"].remedy == "Keep at most 10 of the 11."
    assert problems(notify=["a@example.com", "a@example.com"])["notify"].remedy == "Name each entry once."


@pytest.mark.parametrize(("region", "near"), [("eu-north-1", "eu-central-1"), ("eu-west-3", "eu-west-2"), ("mars", "us-east-1")])
def test_region_without_rekognition_video_is_refused_and_near_ones_named(region, near):
    problem = problems(homeRegion=region)["homeRegion"]

    assert problem.value == region
    assert near in problem.remedy


def test_misspelt_key_gets_the_nearest_real_one_and_its_value_is_not_shown():
    error = refusal(retentionDay="7", account_id="222222222222", homeregion="x", externalID="a-secret-by-mistake")

    nearest = {problem.key: problem.remedy for problem in error.problems}
    assert nearest == {
        "retentionDay": "Did you mean retentionDays?",
        "account_id": "Did you mean accountId?",
        "homeregion": "Did you mean homeRegion?",
        "externalID": "Did you mean externalId?",
    }
    assert "a-secret-by-mistake" not in str(error)


def test_key_that_is_like_no_other_is_refused_too():
    problem = problems(zzz="1")["zzz"]

    assert (problem.rule, problem.remedy) == ("There is no such setting.", "Take it out; docs/settings.md lists every key.")


def test_key_of_the_terms_is_no_key_outside_of_them():
    problem = problems(pricePerMinute="0.15")["pricePerMinute"]

    assert (problem.value, problem.rule) == ("", "There is no such setting.")


def test_every_missing_setting_is_listed_with_the_command_that_sets_it():
    found = problems(settings={})

    assert set(found) == {"client", "slug", "environment", "owner", "placement", "accountId", "homeRegion"}
    assert found["owner"].remedy == "Set it:\n  pulumi config set clientenv:owner VALUE -s acme-prod"
    assert found["accountId"].remedy == 'Set it:\n  pulumi config set clientenv:accountId "222222222222" -s acme-prod'
    assert found["slug"].remedy == "Set it:\n  pulumi config set clientenv:slug acme -s acme-prod"
    assert found["owner"].rule == f"It is missing. It must be {TAG_VALUE.text}."


def test_missing_part_of_an_object_is_set_by_its_path():
    problem = problems(billing={"model": "perMinute"})["billing.pricePerMinute"]

    assert problem.remedy == "Set it:\n  pulumi config set --path 'clientenv:billing.pricePerMinute' VALUE -s acme-prod"


def test_missing_slug_is_proposed_from_the_client():
    remedy = problems(client="Größe Nord GmbH", slug=None)["slug"].remedy

    assert remedy == "Set it:\n  pulumi config set clientenv:slug groesse-nord-gmbh -s acme-prod"


def test_empty_values_are_missing_values_because_declared_defaults_arrive_empty():
    assert list(problems(owner="")) == ["owner"]
    assert list(problems(billing={})) == ["billing"]


@pytest.mark.parametrize("placement", ["client", "member"])
def test_an_account_that_is_not_yours_must_be_told_whose_billing_reads_it(placement):
    problem = problems(placement=placement, billingAccountId=None)["billingAccountId"]

    assert "which account may read the usage" in problem.rule
    assert "pulumi config set clientenv:billingAccountId" in problem.remedy


def test_external_id_missing_in_a_client_account_is_refused_with_the_command_that_sets_it():
    problem = problems(externalId=None)["externalId"]

    assert problem.value == ""
    assert "pulumi config set --secret clientenv:externalId -s acme-prod" in problem.remedy


def test_external_id_in_clear_text_is_refused_with_the_command_and_never_shown():
    error = refusal(secrets=())

    assert [(problem.key, problem.value) for problem in error.problems] == [("externalId", "[secret]")]
    assert "pulumi config set --secret clientenv:externalId -s acme-prod" in str(error)
    assert EXTERNAL_ID not in str(error)


def test_unlawful_external_id_is_refused_without_being_shown():
    error = refusal(externalId="two words of mine")

    assert [(problem.key, problem.value) for problem in error.problems] == [("externalId", "[secret]")]
    assert "two words" not in str(error)


def test_everything_that_is_wrong_is_listed_at_once_and_in_the_order_of_the_reference():
    error = refusal(
        client="Müller & Söhne",
        slug="acme.prod",
        accountId="12345678901",
        homeRegion="eu-north-1",
        notify=["nope"],
        monthlyBudgetUsd="-5",
        retentionDays="0",
        maxConcurrentJobs="21",
        logRetentionDays="31",
        network={"mode": "vpn", "zone": 2},
        billing={"model": "perMinute", "pricePerMinute": "cheap", "monthlyFee": "1"},
        webPriceClass="PriceClass_10",
        budget="50",
        secrets=(),
    )

    assert [problem.key for problem in error.problems] == [
        "client",
        "slug",
        "accountId",
        "homeRegion",
        "notify",
        "monthlyBudgetUsd",
        "retentionDays",
        "maxConcurrentJobs",
        "logRetentionDays",
        "network.mode",
        "network.zone",
        "billing.pricePerMinute",
        "billing.monthlyFee",
        "webPriceClass",
        "budget",
        "externalId",
    ]


@pytest.mark.parametrize("placement", ["clint", "CLIENT", "x"])
def test_unknown_placement_is_refused(placement):
    assert "one of own, client, member, hosted" in problems(placement=placement)["placement"].rule


@pytest.mark.parametrize("key", ["notify", "tags", "network", "billing"])
@pytest.mark.parametrize(
    "value", ["text", "[", '"text"', "{}x", "[1, {}]", '{"a": {"b": []}}', "[" * 5000, "9" * 5000, '{"a": NaN}', "true", "0"]
)
def test_object_or_list_of_another_shape_is_refused_not_stumbled_over(key, value):
    assert {problem.key.split(".")[0] for problem in refusal(**{key: value}).problems} == {key}


@pytest.mark.parametrize(("key", "entries"), [("oneOff", [1]), ("earlier", ["x", {}]), ("oneOff", [None]), ("earlier", [[]])])
def test_entry_of_another_shape_in_a_list_of_the_terms_is_refused_not_stumbled_over(key, entries):
    assert list(problems(billing={"model": "perMinute", "pricePerMinute": "0.15", key: entries})) == [f"billing.{key}"]


@pytest.mark.parametrize(
    ("tags", "remedy"),
    [
        ({"aws:x": "1"}, "aws:x: Choose another beginning"),
        ({"AWS:x": "1"}, "AWS:x: Choose another beginning"),
        ({"Client": "1"}, "Take out Client"),
        ({"costcenter": "1"}, "Take out costcenter"),
        ({"Team": "1", "team": "2"}, "Take out team"),
        ({"Team": ""}, "Team: Give it a value."),
        ({"Team": "a "}, "Team: Write it without spaces at either end."),
        ({"k" * 129: "1"}, "Shorten it from 129 characters"),
        ({f"tag{i}": "1" for i in range(41)}, "Keep at most 40 of the 41"),
    ],
)
def test_unlawful_extra_tags_are_refused(tags, remedy):
    assert remedy in problems(tags=tags)["tags"].remedy


def test_terms_are_needed_wherever_there_is_a_client_to_bill():
    problem = problems(settings=HOSTED, billing=None)["billing"]

    assert "placement hosted" in problem.rule
    assert "clientenv:billing.model" in problem.remedy


def test_refused_settings_leave_the_good_ones_unmentioned():
    assert {problem.key for problem in refusal(settings={**ACME, "retentionDays": "0"}).problems} == {"retentionDays"}
