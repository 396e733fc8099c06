"""Drift, and what follows from all checks: whether it is safe to deploy."""

import pytest

from automation.doctoring.answer import Answer
from automation.doctoring.diagnosis import Diagnosis
from automation.doctoring.drift import check_drift
from automation.doctoring.identity import OF_ACCOUNT
from automation.exits import Exit
from tests.automation.doctor.judging import BLOCKS, INFORMS, NOW, fails, is_not_tested, passes


def test_drift_blocks_and_is_named():
    passes(check_drift("dev", Answer(value={})), "nothing was changed by hand")
    changed = {"uploads": "update", "told": "delete"}
    fails(check_drift("dev", Answer(value=changed)), BLOCKS, "by hand: told deleted, uploads changed", "clientenv deploy dev --refresh")
    many = {f"r{number}": "update" for number in range(7)}
    assert check_drift("dev", Answer(value=many)).found.endswith("r4 changed and 2 more")
    is_not_tested(check_drift("dev", Answer(refused="needs the `pulumi` command")), "needs the `pulumi` command")


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
