"""How a check is read: what it came to, what it found, and what somebody is told to do."""

from datetime import UTC, datetime

from automation.checks import Result, Weight
from automation.doctoring.answer import Answer
from automation.stack_file import read_settings, read_stack_file
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
