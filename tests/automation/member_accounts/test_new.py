"""`clientenv new --placement member`: what the account is called, and that the command makes it once or not at all."""

import pytest

from automation import new
from automation.exits import Exit, Stop
from automation.member_account import member_account, plus_addressed
from automation.stack_file import read_settings, read_stack_file
from tests.automation.member_accounts.organization import PAYER, account, make, names


def test_the_root_address_is_one_s_own_mailbox_with_the_stack_s_name():
    assert plus_addressed("aws@example.com", "initech-prod") == "aws+initech-prod@example.com"
    made = member_account("Initech", "initech-prod", "aws@example.com", None, {"Client": "Initech"})
    assert (made.name, made.email) == ("Initech prod", "aws+initech-prod@example.com")
    assert member_account("Ünal", "uenal-prod", "aws@example.com", None, {}).name == "uenal-prod"  # AWS takes ASCII alone


@pytest.mark.parametrize(("mailbox", "unit"), [("aws", None), ("a" * 60 + "@example.com", None), ("aws@example.com", "clients")])
def test_what_aws_would_not_take_is_refused_before_it_is_asked(mailbox, unit):
    with pytest.raises(Stop) as stopped:
        member_account("Initech", "initech-prod", mailbox, unit, {})
    assert stopped.value.code == Exit.USAGE


MEMBER = (
    "new", "Initech", "--placement", "member", "--billing-account-id", PAYER, "--root-email", "aws@example.com",
    "--notify", "ops@example.com", "--billing-model", "costPlus", "--management-fee", "25", "--yes",
)  # fmt: skip


def test_new_makes_the_account_and_writes_its_id(aws, unit, typed, project, monkeypatch, records):
    monkeypatch.setattr(new, "is_installed", lambda: False)
    code, _, err = typed(*MEMBER, "--ou", unit)
    assert code == 0, err
    settings = read_settings(read_stack_file("initech-prod", project))
    (made,) = [each for each in aws.list_accounts()["Accounts"] if each["Name"] == "Initech prod"]
    assert (settings.account.account_id, made["Email"]) == (made["Id"], "aws+initech-prod@example.com")
    assert records()[0]["steps"] == [f"account {made['Id']}", "Pulumi.initech-prod.yaml"]


def test_new_interrupted_after_the_account_was_made_finds_it_again(aws, unit, typed, project, monkeypatch):
    monkeypatch.setattr(new, "is_installed", lambda: False)
    made = make(account())  # and then the machine went off
    assert typed(*MEMBER)[0] == 0
    assert read_settings(read_stack_file("initech-prod", project)).account.account_id == made.account_id


def test_new_makes_nothing_for_settings_that_are_wrong_or_in_a_dry_run(aws, unit, typed, project):
    assert typed(*MEMBER, "--management-fee", "200")[0] == 2
    assert typed(*MEMBER, "--dry-run")[0] == 0
    assert "Initech prod" not in names(aws)


def test_new_with_credentials_of_another_payer_than_billing_s_makes_nothing(aws, unit, typed, project):
    code, _, err = typed(*MEMBER, "--billing-account-id", "111111111111")
    assert code == 3
    assert PAYER in err
    assert "111111111111" in err
    assert "Initech prod" not in names(aws)
