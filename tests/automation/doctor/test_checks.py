"""Each check as pure data: what is well, what is ill, and what somebody is told."""

import tomllib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from automation.checks import Result, Weight
from automation.doctoring.answer import NOT_DEPLOYED, Answer
from automation.doctoring.backend import Backend, Lock, check_account, check_backend, check_lock, check_pending, check_stack
from automation.doctoring.deployed import Deployed
from automation.doctoring.diagnosis import Diagnosis
from automation.doctoring.drift import check_drift
from automation.doctoring.early_warnings import Subscription, check_alarms, check_budgets, check_charges, check_mail, check_metered
from automation.doctoring.identity import OF_ACCOUNT, check_identity, check_settings
from automation.doctoring.quota_checks import InUse, check_analyses, check_functions, check_network
from automation.doctoring.session_length import Credentials, check_session, expected_minutes
from automation.doctoring.tag_checks import LISTED, check_keys, check_tagged
from automation.doctoring.tools import PYTHON, check_git, check_pulumi, check_python
from automation.exits import Exit
from automation.stack_file import read_settings, read_stack_file
from components.tagging import tag_shape
from model.settings import NetworkMode
from tests.automation.conftest import ROOT

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NOBODY_SAYS = Answer(refused="these credentials may not ask (x:Y)")
BLOCKS, INFORMS = Weight.BLOCKS, Weight.INFORMS


def settings_of(stack="acme-prod"):
    return read_settings(read_stack_file(stack, ROOT))


def judged(check):
    return check.result, check.weight, check.found


def passes(check, found):
    assert (check.result, check.found, check.remedy) == (Result.PASSED, found, "")


def fails(check, weight, found, remedy):
    assert judged(check) == (Result.FAILED, weight, found)
    assert remedy in check.remedy


def is_not_tested(check, found):
    assert (check.result, check.found) == (Result.NOT_TESTED, found)
    assert not check.blocks


# Tools.


def test_an_engine_of_the_sdk_s_version_or_a_later_one_is_well():
    passes(check_pulumi("v3.272.0", "3.272.0"), "3.272.0; the SDK is 3.272.0")
    passes(check_pulumi("v3.300.1", "3.272.0"), "3.300.1; the SDK is 3.272.0")


def test_an_engine_that_was_built_by_hand_says_no_version_and_does_not_fail():
    passes(check_pulumi("", "3.272.0"), "it does not say its version (built by hand); the SDK is 3.272.0")
    passes(check_pulumi("v3-dirty", "3.272.0"), "its version is v3-dirty, which cannot be compared with the SDK's, 3.272.0")


def test_an_older_engine_is_noted_and_one_of_another_major_version_blocks():
    fails(check_pulumi("v3.200.0", "3.272.0"), INFORMS, "3.200.0; the SDK is 3.272.0", "older than the SDK")
    fails(check_pulumi("v4.0.0", "3.272.0"), BLOCKS, "4.0.0; the SDK is 3.272.0", "Install version 3 of `pulumi`")


def test_without_pulumi_nothing_can_be_deployed():
    fails(check_pulumi(None, "3.272.0"), BLOCKS, "not on PATH", "https://www.pulumi.com/docs/install/")


def test_python_is_the_one_that_the_project_asks_for():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"] == f">={PYTHON[0]}.{PYTHON[1]}"
    passes(check_python((3, 11, 0)), "3.11.0")
    fails(check_python((3, 10, 9)), BLOCKS, "3.10.9", "3.11 or later")


def test_git_is_for_the_audit_record():
    passes(check_git("git version 2.39.5"), "2.39.5")
    fails(check_git(None), INFORMS, "not on PATH", "no commit")


# Credentials and settings.


def test_credentials_that_aws_does_not_know_block():
    passes(check_identity(Answer(value=Credentials(account_id="1" * 12, arn="arn:x"))), "arn:x")
    fails(check_identity(Answer(refused="ExpiredToken: over")), BLOCKS, "ExpiredToken: over", "Log in to AWS")


def test_settings_are_lawful_or_every_problem_is_told():
    passes(check_settings("acme-prod", settings_of()), "lawful: client, account 222222222222, us-east-1")
    fails(check_settings("acme-prod", None, "retentionDays is 0"), BLOCKS, "unlawful", "retentionDays is 0")


# Backend, stack, lock, pending operations.


def test_a_backend_that_is_not_logged_in_to_blocks():
    passes(check_backend(Answer(value=Backend(url="s3://states", user="ada"))), "s3://states, as ada")
    fails(check_backend(Answer(refused="`pulumi` is not logged in")), BLOCKS, "`pulumi` is not logged in", "pulumi login s3://")


def test_a_stack_that_is_not_there_yet_is_well_and_one_that_cannot_be_read_blocks():
    passes(check_stack("dev", Answer(value={"resources": [1]}), 1), "known, 1 resource")
    passes(check_stack("dev", Answer(value={"resources": [1, 2]}), 2), "known, 2 resources")
    passes(check_stack("dev", Answer(value={"resources": []}), 0), "known, nothing is deployed yet")
    passes(check_stack("dev", Answer(value={}), 0), "not known to the backend yet: clientenv deploy dev makes it")
    fails(check_stack("dev", Answer(refused="checksum mismatch"), 0), BLOCKS, "checksum mismatch", "pulumi stack export -s dev")


def test_a_lock_blocks_and_says_whose_it_is():
    passes(check_lock("dev", Answer(value=())), "none")
    lock = Lock(by="ada@desk (process 7)", since="2026-11-26T11:00:00Z")
    check = check_lock("dev", Answer(value=(lock, Lock(by="somebody unnamed"))))
    fails(check, BLOCKS, "locked by ada@desk (process 7), since 2026-11-26T11:00:00Z; by somebody unnamed", "pulumi cancel -s dev")
    is_not_tested(check_lock("dev", Answer(refused="gs:// is not looked at")), "gs:// is not looked at")


def test_what_a_killed_update_left_half_done_blocks():
    passes(check_pending("dev", ()), "none")
    left = ("creating uploads", "updating key", "creating a", "creating b")
    found = "an update was killed while creating uploads, updating key, creating a and 1 more"
    fails(check_pending("dev", left), BLOCKS, found, "clientenv refresh dev")


def test_a_state_of_another_account_blocks_and_both_are_named():
    fails(check_account("dev", "says 1, but is in 2"), BLOCKS, "dev is deployed in another account", "says 1, but is in 2")


# Who would be told.

TOPIC = "arn:aws:sns:us-east-1:222222222222:acme-prod-costs"
MAILED = Deployed(resources=9, mail={TOPIC: frozenset({"a@x.example", "b@x.example"})})


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


ALARMED = Deployed(resources=9, alarms={"us-east-1": frozenset({"charges"}), "eu-central-1": frozenset({"age", "errors"})})


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


# Tags.

KEYS = ["Client", "Project"]


def test_keys_are_active_inactive_or_not_seen_yet():
    passes(check_keys("1" * 12, KEYS, Answer(value={"Client": "Active", "Project": "Active"})), "2 active in 111111111111")
    check = check_keys("1" * 12, KEYS, Answer(value={"Client": "Inactive"}))
    fails(check, INFORMS, "in 111111111111 inactive: Client; not seen yet: Project", "console.aws.amazon.com/billing/home#/tags")


def test_whoever_may_not_ask_for_keys_hears_who_may():
    check = check_keys("1" * 12, KEYS, NOBODY_SAYS)
    is_not_tested(check, "in 111111111111: these credentials may not ask (x:Y)")
    assert "Only the account that pays AWS may ask" in check.remedy


QUEUE, ROLE = "arn:aws:sqs:us-east-1:222222222222:acme-prod-work", "arn:aws:iam::222222222222:role/acme-prod-work"
TAGGED = Deployed(resources=5, bare=2, taggable={QUEUE: "aws:sqs/queue:Queue", ROLE: "aws:iam/role:Role"})


def test_tags_are_compared_with_what_aws_lists():
    passes(
        check_tagged("dev", TAGGED, {"Client": "Acme"}, Answer(value={QUEUE: {"Client": "Acme", "Own": "1"}})),
        "1 carry the six, 2 cannot carry any, 1 are not listed by AWS",
    )
    is_not_tested(check_tagged("dev", Deployed(), {}, Answer(value={})), NOT_DEPLOYED)
    is_not_tested(check_tagged("dev", TAGGED, {}, NOBODY_SAYS), "these credentials may not ask (x:Y)")


@pytest.mark.parametrize("live", [{}, {QUEUE: {"Client": "Acme"}}, {QUEUE: {"Client": "Acme", "Owner": "Someone"}}])
def test_what_lost_a_tag_by_hand_is_named(live):
    check = check_tagged("dev", TAGGED, {"Client": "Acme", "Owner": "Consultancy"}, Answer(value=live))
    told = "not the stack's six tags: sqs acme-prod-work; 0 carry the six, 2 cannot carry any, 1 are not listed by AWS"
    fails(check, INFORMS, told, "clientenv untagged dev")


def test_every_type_whose_silence_counts_can_carry_tags():
    assert [each for each in LISTED if tag_shape(each) is None] == []


# Sessions.

USER = Credentials(account_id="1" * 12, arn="arn:aws:iam::111111111111:user/ada")
ROLE_SESSION = Credentials(account_id="1" * 12, arn="arn:aws:sts::111111111111:assumed-role/ci/run")


def test_expected_minutes_come_from_what_there_is_to_do():
    acme, dev = settings_of("acme-prod"), settings_of("dev")
    assert expected_minutes(dev, Deployed(resources=150)) == 5 + 15
    assert expected_minutes(acme, Deployed()) == 5 + 15 + 5
    assert expected_minutes(acme, Deployed(resources=150, has_network=True)) == 5 + 15
    assert expected_minutes(acme, Deployed(resources=150)) == 5 + 15 + 5 + 45
    assert expected_minutes(dev, Deployed(resources=31, has_network=True)) == 2 + 15 + 45


def test_a_user_s_own_keys_do_not_end():
    passes(check_session(settings_of(), USER, 65, NOW), "no end; a deployment takes up to 65 min")


def test_a_role_that_enters_through_another_one_has_an_hour():
    passes(
        check_session(settings_of(), ROLE_SESSION, 60, NOW), "60 min, as a role enters through another one; a deployment takes up to 60 min"
    )
    check = check_session(settings_of(), ROLE_SESSION, 61, NOW)
    fails(check, INFORMS, "60 min, as a role enters through another one; a deployment takes up to 61 min", "no setting makes it longer")


def test_in_your_own_account_nothing_is_chained():
    check = check_session(settings_of("dev"), ROLE_SESSION, 61, NOW)
    passes(check, "temporary, nobody says until when; a deployment takes up to 61 min")


def test_a_session_that_is_known_to_end_too_early_blocks():
    def ending(minutes):
        return Credentials(account_id="1" * 12, arn=ROLE_SESSION.arn, ends=NOW + timedelta(minutes=minutes))

    passes(check_session(settings_of("dev"), ending(20), 20, NOW), "it ends in 20 min; a deployment takes up to 20 min")
    fails(
        check_session(settings_of("dev"), ending(19), 20, NOW), BLOCKS, "it ends in 19 min; a deployment takes up to 20 min", "Log in again"
    )
    assert check_session(settings_of("dev"), ending(-5), 20, NOW).found.startswith("it ends in 0 min")


# Quotas.


def test_a_new_account_s_concurrency_is_noted():
    passes(check_functions(Answer(value=1000)), "1000")
    fails(check_functions(Answer(value=10)), INFORMS, "10, that of a new account", "lambda/quotas")
    is_not_tested(check_functions(NOBODY_SAYS), "these credentials may not ask (x:Y)")


def test_analyses_at_once_are_held_against_the_setting():
    passes(check_analyses(settings_of(), Answer(value=10)), "10, clientenv:maxConcurrentJobs is 10")
    fails(check_analyses(settings_of(), Answer(value=9)), INFORMS, "9, clientenv:maxConcurrentJobs is 10", "Set it to 9")
    is_not_tested(check_analyses(settings_of(), Answer()), "Service Quotas does not list Rekognition's; AWS's default is 20")


def with_network(mode):
    return SimpleNamespace(network=SimpleNamespace(mode=NetworkMode(mode)))


def full():
    return Answer(value=InUse(limit=5, used=5))


def unasked():
    pytest.fail("asked although nothing needs it")


def test_room_for_a_network_is_asked_only_where_one_is_to_be_made():
    assert check_network(with_network("none"), Deployed(), unasked, unasked) == ()
    assert check_network(with_network("nat"), Deployed(resources=9, has_network=True), unasked, unasked) == ()
    (check,) = check_network(with_network("isolated"), Deployed(), lambda: Answer(value=InUse(limit=5, used=4)), unasked)
    passes(check, "4 of 5 are used, the stack wants one more")


def test_no_room_for_a_network_blocks():
    checks = check_network(with_network("nat"), Deployed(), full, full)
    assert [each.title for each in checks] == ["Quota: VPCs", "Quota: Elastic IPs"]
    for check, service in zip(checks, ("vpc", "ec2"), strict=True):
        fails(check, BLOCKS, "5 of 5 are used, the stack wants one more", f"/{service}/quotas")


# Drift.


def test_drift_blocks_and_is_named():
    passes(check_drift("dev", Answer(value={})), "nothing was changed by hand")
    changed = {"uploads": "update", "told": "delete"}
    fails(check_drift("dev", Answer(value=changed)), BLOCKS, "by hand: told deleted, uploads changed", "clientenv deploy dev --refresh")
    many = {f"r{number}": "update" for number in range(7)}
    assert check_drift("dev", Answer(value=many)).found.endswith("r4 changed and 2 more")
    is_not_tested(check_drift("dev", Answer(refused="needs the `pulumi` command")), "needs the `pulumi` command")


# What follows.


@pytest.mark.parametrize(
    ("checks", "ended", "code"),
    [
        ([OF_ACCOUNT.passed("")], None, Exit.DONE),
        ([OF_ACCOUNT.not_tested("")], None, Exit.DONE),
        ([OF_ACCOUNT.failed("", "", INFORMS)], None, Exit.DONE),
        ([OF_ACCOUNT.passed(""), OF_ACCOUNT.failed("", "")], None, Exit.REFUSED),
        ([OF_ACCOUNT.failed("", "")], Exit.USAGE, Exit.USAGE),
        ([], Exit.FAULT, Exit.FAULT),
    ],
)
def test_only_what_blocks_makes_it_unsafe(checks, ended, code):
    found = Diagnosis(stack="dev", account_id=None, by=None, at=NOW, checks=checks, ended=ended)
    assert (found.exit, found.as_record()["safe_to_deploy"]) == (code, code is Exit.DONE)
