"""Credentials of another account: every command that works on a deployed stack refuses, whatever the placement, and names both accounts."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.session import Session

from automation import stack_secret
from automation.aws import stack_account
from automation.commands import COMMANDS as ALL
from automation.deploying import guarded_stack
from automation.exits import Exit, Stop
from automation.stack_file import read_settings, read_stack_file
from model.deployment_role import trust_policy
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
    "new": "tests/automation/member_accounts/test_new.py: the payer's account",
    "onboard": "tests/automation/onboard/: the trusted account",
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
SECRET = "  clientenv:externalId:\n    secure: v1:abc\n"
ROLE_ELSEWHERE = f"arn:aws:iam::{STRANGER}:role/DeploymentRole"


@pytest.fixture(scope="module")
def accounts():
    with bootstrapped_accounts() as found:
        yield found


@pytest.fixture
def encrypted(project, monkeypatch):
    """Stacks whose ExternalId is encrypted, where there is no `pulumi` to read it with."""
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + SECRET)
    (project / "Pulumi.umbrella-prod.yaml").write_text(MEMBER + SECRET)
    monkeypatch.setattr(stack_secret, "is_installed", lambda: False)
    return project


@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_wrong_account_is_refused_before_anything_is_changed(accounts, encrypted, typed, monkeypatch, command, placement):
    stack, account = PLACEMENTS[placement]
    played = ScriptedEngine()
    monkeypatch.setattr(guarded_stack, "Pulumi", lambda: played)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, EXTERNAL_ID)
    accounts.log_in(monkeypatch, STRANGER)

    code, out, err = typed(command, stack, *COMMANDS[command])

    assert code == Exit.REFUSED, err
    assert account in out + err
    assert STRANGER in out + err
    assert played.typed in ([], [["stack", "export", "--stack", stack]])  # a look at the state, begun beside the question who this is


def test_the_right_account_is_let_in(accounts, project, typed, monkeypatch):
    """So that it is the account that was refused above, and nothing else."""
    played = ScriptedEngine()
    monkeypatch.setattr(guarded_stack, "Pulumi", lambda: played)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, EXTERNAL_ID)
    accounts.log_in(monkeypatch, YOURS)
    for stack in ("dev", "acme-prod", "globex-prod"):
        code, out, err = typed("preview", stack, "--json")
        assert (code, json.loads(out)["result"]) == (0, "planned"), err


@pytest.mark.parametrize(("stack", "account"), [("dev", YOURS), ("acme-prod", CLIENT)], ids=["your own", "by role"])
def test_both_sessions_work_in_their_accounts_and_with_every_service(accounts, encrypted, monkeypatch, stack, account):
    accounts.log_in(monkeypatch, YOURS)
    entered = stack_account.enter(stack, read_settings(read_stack_file(stack, encrypted)), lambda: EXTERNAL_ID)
    for session, its in ((entered.session, account), (entered.own, YOURS)):
        assert session.client("sts").get_caller_identity()["Account"] == its
        assert callable(session.client("s3").upload_file)


@pytest.fixture
def role_elsewhere(accounts, encrypted, monkeypatch):
    """A role that trusts your account and opens with the right ExternalId, in an account that is not the stack's.

    Settings that name it are refused when they are read, so it is put into them afterwards: the guard does not rest on that rule.
    """
    with suppress(ClientError):  # a fixture of every test, in accounts of the module
        accounts.client("iam", STRANGER).create_role(
            RoleName="DeploymentRole", AssumeRolePolicyDocument=trust_policy(YOURS, EXTERNAL_ID).to_json()
        )
    accounts.log_in(monkeypatch, YOURS)
    settings = read_settings(read_stack_file("acme-prod", encrypted))
    return replace(settings, account=replace(settings.account, deployment_role_arn=ROLE_ELSEWHERE))


def test_a_role_that_opens_and_leads_to_another_account_is_refused(role_elsewhere):
    with pytest.raises(Stop) as refused:
        stack_account.enter("acme-prod", role_elsewhere, lambda: EXTERNAL_ID)

    assert refused.value.code == Exit.REFUSED
    assert f"belongs in account {CLIENT}, but {ROLE_ELSEWHERE} leads to {STRANGER}" in str(refused.value)
    assert "Nothing was changed" in str(refused.value)


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="https://sts.us-east-1.amazonaws.com/"),
        ClientError({"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}, "GetCallerIdentity"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_role_that_opens_and_cannot_be_asked_where_it_leads_is_a_fault_and_nothing_is_started(role_elsewhere, monkeypatch, error):
    class Silent(Session):
        """What a role opened, when AWS answers no more."""

        def create_client(self, *_, **__):
            class Sts:
                def get_caller_identity(self):
                    raise error

            return Sts()

    own = Session()
    monkeypatch.setattr(stack_account, "Session", Silent)
    with pytest.raises(Stop) as broken:
        stack_account.enter("acme-prod", role_elsewhere, lambda: EXTERNAL_ID, own)

    assert broken.value.code == Exit.FAULT
    assert "Nothing was changed" in str(broken.value)


def test_what_is_not_known_to_look_only_counts_as_a_change():
    for words in (["state", "protect", "x"], ["stack", "init", "dev"], ["config", "set", "k", "v"], ["up"], ["refresh"], ["destroy"]):
        played = ScriptedEngine()
        played.run(words, "", {})
        assert played.changed_something, words
    looked = ScriptedEngine()
    for words in (["preview"], ["refresh", "--preview-only"], ["stack", "export"], ["stack", "select", "dev"]):
        looked.run(words, "", {})
    assert not looked.changed_something


def test_no_command_is_forgotten():
    assert set(ALL) == set(COMMANDS) | set(ELSEWHERE)
