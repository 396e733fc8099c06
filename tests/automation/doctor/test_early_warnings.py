"""Who would be told: addresses, alarms, budgets and the figures that alarms look at."""

from datetime import timedelta

import pytest

from automation.doctoring.answer import NOT_DEPLOYED, Answer
from automation.doctoring.deployed import Deployed
from automation.doctoring.early_warnings import Subscription, check_alarms, check_budgets, check_charges, check_mail, check_metered
from tests.automation.doctor.judging import INFORMS, NOBODY_SAYS, NOW, fails, is_not_tested, passes

TOPIC = "arn:aws:sns:us-east-1:222222222222:acme-prod-costs"
MAILED = Deployed(resources=9, mail={TOPIC: frozenset({"a@x.example", "b@x.example"})})
ALARMED = Deployed(resources=9, alarms={"us-east-1": frozenset({"charges"}), "eu-central-1": frozenset({"age", "errors"})})


def listed(**confirmed):
    return Answer(value=tuple(Subscription(topic=TOPIC, address=f"{each}@x.example", confirmed=yes) for each, yes in confirmed.items()))


def test_addresses_that_are_confirmed_are_well():
    passes(check_mail(MAILED, listed(a=True, b=True)), "2 confirmed")


def test_an_address_that_nobody_confirmed_is_named_with_its_topic():
    check = check_mail(MAILED, listed(a=True, b=False))
    fails(check, INFORMS, "not confirmed: b@x.example (acme-prod-costs)", "“Subscription Confirmation”")
    assert "deploy --refresh" not in check.remedy


def test_an_address_that_aws_has_forgotten_is_asked_anew():
    fails(check_mail(MAILED, listed(a=True)), INFORMS, "gone: b@x.example (acme-prod-costs)", "deploy --refresh")


def test_no_address_tells_nothing():
    is_not_tested(check_mail(Deployed(), listed()), NOT_DEPLOYED)
    is_not_tested(check_mail(Deployed(resources=3), listed()), "no address is to be told: clientenv:notify is empty")
    is_not_tested(check_mail(MAILED, NOBODY_SAYS), "these credentials may not ask (x:Y)")


def test_alarms_are_there_and_tell_somebody():
    passes(check_alarms("dev", ALARMED, Answer(value={"charges": True, "age": True, "errors": True})), "3 are there")
    check = check_alarms("dev", ALARMED, Answer(value={"charges": True, "errors": False}))
    fails(check, INFORMS, "missing: age; switched off: errors", "clientenv deploy dev --refresh")
    is_not_tested(check_alarms("dev", Deployed(), Answer(value={})), NOT_DEPLOYED)
    is_not_tested(check_alarms("dev", ALARMED, NOBODY_SAYS), "these credentials may not ask (x:Y)")


def test_a_budget_that_was_deleted_is_noted():
    deployed = Deployed(resources=9, budgets=frozenset({"acme-prod"}))
    passes(check_budgets("dev", deployed, Answer(value=frozenset({"acme-prod"}))), "acme-prod")
    fails(check_budgets("dev", deployed, Answer(value=frozenset())), INFORMS, "missing: acme-prod", "makes it anew")
    is_not_tested(check_budgets("dev", Deployed(), Answer(value=frozenset())), NOT_DEPLOYED)


@pytest.mark.parametrize(("hours", "said"), [(0, "less than an hour old"), (7, "7 h old"), (24, "24 h old")])
def test_a_figure_of_the_last_24_hours_is_well(hours, said):
    latest = Answer(value=NOW - timedelta(hours=hours))
    passes(check_charges("222222222222", latest, NOW), f"EstimatedCharges of 222222222222, {said}")


@pytest.mark.parametrize("latest", [None, NOW - timedelta(hours=24, seconds=1)])
def test_without_a_figure_billing_alerts_are_off(latest):
    check = check_charges("222222222222", Answer(value=latest), NOW)
    fails(check, INFORMS, "none: EstimatedCharges of 222222222222", "Receive CloudWatch billing alerts")


def test_a_hosted_client_has_metered_seconds_instead():
    passes(check_metered(Answer(value=NOW), NOW), "metered seconds of the month, less than an hour old")
    fails(check_metered(Answer(), NOW), INFORMS, "none: metered seconds of the month", "The sweep")
    is_not_tested(check_metered(NOBODY_SAYS, NOW), "these credentials may not ask (x:Y)")
