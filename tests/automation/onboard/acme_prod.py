"""What the guide for acme-prod is written from, and what the test of its access tells."""

from automation.onboarding.parts import Facts
from automation.stack_file import read_settings, read_stack_file
from tests.automation.accounts import EXTERNAL_ID, YOURS
from tests.automation.conftest import ROOT

AS_IT_SHIPS = ("--trusted-account-id", YOURS)
"""The accounts of acme-prod are those of an example; whoever types one means it."""
MEMBER_ACCOUNT = "444444444444"
ALL = ("role", "without-external-id", "wrong-external-id", "account", "boundary", "budget")


def facts(**changes):
    settings = read_settings(read_stack_file("acme-prod", ROOT))
    return Facts(**{"stack": "acme-prod", "settings": settings, "external_id": EXTERNAL_ID, "trusted_account_id": YOURS, **changes})


def results(report):
    return {each.id: each.result for each in report.checks}
