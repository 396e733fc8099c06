"""Tools, credentials and settings: what has to be there before anything is deployed."""

import tomllib

from automation.doctoring.answer import Answer
from automation.doctoring.identity import check_identity, check_settings
from automation.doctoring.session_length import Credentials
from automation.doctoring.tools import PYTHON, check_git, check_pulumi, check_python
from tests.automation.conftest import ROOT
from tests.automation.doctor.judging import BLOCKS, INFORMS, fails, passes, settings_of


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


def test_credentials_that_aws_does_not_know_block():
    passes(check_identity(Answer(value=Credentials(account_id="1" * 12, arn="arn:x"))), "arn:x")
    fails(check_identity(Answer(refused="ExpiredToken: over")), BLOCKS, "ExpiredToken: over", "Log in to AWS")


def test_settings_are_lawful_or_every_problem_is_told():
    passes(check_settings("acme-prod", settings_of()), "lawful: client, account 222222222222, us-east-1")
    fails(check_settings("acme-prod", None, "retentionDays is 0"), BLOCKS, "unlawful", "retentionDays is 0")
