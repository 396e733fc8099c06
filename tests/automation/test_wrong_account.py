"""Credentials of another account: every command that works on a deployed stack refuses, whatever the placement, and names both accounts."""

import json

import pytest

from automation import stack_secret
from automation.cli import app
from automation.deploying import guarded_stack
from automation.exits import Exit
from tests.automation.accounts import CLIENT, EXTERNAL_ID, STRANGER, YOURS, bootstrapped_accounts
from tests.automation.scripted_engine import ScriptedEngine

PLACEMENTS = {"own": ("dev", YOURS), "client": ("acme-prod", CLIENT), "member": ("umbrella-prod", CLIENT), "hosted": ("globex-prod", YOURS)}
"""Placement to a stack that lives there, and its account."""
COMMANDS = {
    "deploy": ("--yes",),
    "preview": (),
    "refresh": ("--yes",),
    "destroy": ("--with-data", "--yes", "--usage-lost", "none"),
    "doctor": (),
    "release": ("--all", "--yes"),
}
"""Command to what makes it go on without asking."""
ELSEWHERE = {
    "bill": "tests/automation/test_billing_account.py: the payer's account",
    "costs": "files alone",
    "estimate": "reads prices and the program; usage only where it is let in",
    "fleet": "one of `deploy`, `preview` or `refresh` a stack",
    "new": "tests/automation/test_organization.py: the payer's account",
    "onboard": "tests/automation/test_onboard.py: the trusted account",
    "rate": "files alone",
    "untagged": "the program alone",
    "verify": "files alone",
}
MEMBER = """config:
  clientenv:client: Umbrella
  clientenv:slug: umbrella
  clientenv:environment: prod
  clientenv:owner: Consultancy
  clientenv:placement: member
  clientenv:accountId: "222222222222"
  clientenv:billingAccountId: "111111111111"
  clientenv:homeRegion: us-east-1
  clientenv:billing:
    model: costPlus
    managementFeePercent: "25"
"""
REFUSED = []


@pytest.fixture(scope="module")
def accounts():
    with bootstrapped_accounts() as found:
        yield found
    print(f"\n{len(REFUSED)} commands with credentials of another account, {len(REFUSED)} refused")


@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_wrong_account_is_refused_before_anything_is_asked(accounts, project, typed, monkeypatch, command, placement):
    (project / "Pulumi.umbrella-prod.yaml").write_text(MEMBER)
    stack, account = PLACEMENTS[placement]
    played = ScriptedEngine()
    monkeypatch.setattr(guarded_stack, "EngineCommand", lambda: played)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, EXTERNAL_ID)
    accounts.log_in(monkeypatch, STRANGER)

    code, out, err = typed(command, stack, *COMMANDS[command])

    assert code == Exit.REFUSED, err
    assert account in out + err
    assert STRANGER in out + err
    assert not played.changed_something
    assert ["up"] not in [words[:1] for words in played.typed]
    REFUSED.append((command, placement))


def test_the_right_account_is_let_in(accounts, project, typed, monkeypatch):
    """So that it is the account that was refused above, and nothing else."""
    played = ScriptedEngine()
    monkeypatch.setattr(guarded_stack, "EngineCommand", lambda: played)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, EXTERNAL_ID)
    accounts.log_in(monkeypatch, YOURS)
    for stack in ("dev", "acme-prod", "globex-prod"):
        code, out, err = typed("preview", stack, "--json")
        assert (code, json.loads(out)["result"]) == (0, "planned"), err


def test_no_command_is_forgotten():
    names = {each.name for each in app.registered_commands} | {each.name for each in app.registered_groups}
    assert names == set(COMMANDS) | set(ELSEWHERE)
