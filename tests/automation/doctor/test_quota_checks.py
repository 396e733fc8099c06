"""Quotas of the account, held against what the stack wants."""

from types import SimpleNamespace

import pytest

from automation.doctoring.answer import Answer
from automation.doctoring.deployed import Deployed
from automation.doctoring.quota_checks import InUse, check_analyses, check_functions, check_network
from model.settings import NetworkMode
from tests.automation.doctor.judging import BLOCKS, INFORMS, NOBODY_SAYS, fails, is_not_tested, passes, settings_of


def with_network(mode):
    return SimpleNamespace(network=SimpleNamespace(mode=NetworkMode(mode)))


def full():
    return Answer(value=InUse(limit=5, used=5))


def unasked():
    pytest.fail("asked although nothing needs it")


def test_a_new_account_s_concurrency_is_noted():
    passes(check_functions(Answer(value=1000)), "1000")
    fails(check_functions(Answer(value=10)), INFORMS, "10, that of a new account", "lambda/quotas")
    is_not_tested(check_functions(NOBODY_SAYS), "these credentials may not ask (x:Y)")


def test_analyses_at_once_are_held_against_the_setting():
    passes(check_analyses(settings_of(), Answer(value=10)), "10, clientenv:maxConcurrentJobs is 10")
    fails(check_analyses(settings_of(), Answer(value=9)), INFORMS, "9, clientenv:maxConcurrentJobs is 10", "Set it to 9")
    is_not_tested(check_analyses(settings_of(), Answer()), "Service Quotas does not list Rekognition's; AWS's default is 20")


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
