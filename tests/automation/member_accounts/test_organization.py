"""Accounts of the Organization: made once by the payer, found again, moved, and never another's."""

from types import SimpleNamespace

import boto3
import pytest

from automation.aws.organization import Made, Organization
from automation.exits import Exit, Stop
from tests.automation.member_accounts.organization import PAYER, Scripted, account, error, make, names


def test_an_account_is_made_with_its_tags_and_moved_to_its_unit(aws, unit):
    made = make(account(unit, tags=(("Client", "Initech"),)))

    assert made == Made(account_id=made.account_id, new=True, moved=True, ready=True)
    assert aws.list_parents(ChildId=made.account_id)["Parents"][0]["Id"] == unit
    assert aws.list_tags_for_resource(ResourceId=made.account_id)["Tags"] == [{"Key": "Client", "Value": "Initech"}]
    assert aws.describe_account(AccountId=made.account_id)["Account"]["Email"] == "aws+initech-prod@example.com"


def test_the_same_account_is_found_again_and_moved_if_it_still_has_to_be(aws, unit):
    first = make(account())
    again = make(account(unit, email="AWS+initech-prod@EXAMPLE.com"))

    assert (again.account_id, again.new, again.moved) == (first.account_id, False, True)
    assert make(account(unit)).moved is False
    assert names(aws).count("Initech prod") == 1


def test_another_account_of_that_name_is_neither_taken_nor_doubled(aws, unit):
    there = make(account())
    with pytest.raises(Stop, match=f"--account-id {there.account_id}") as stopped:
        make(account(email="other+initech-prod@example.com"))
    assert stopped.value.code == Exit.REFUSED
    assert names(aws).count("Initech prod") == 1


def test_a_closed_account_is_not_taken(aws, unit):
    aws.close_account(AccountId=make(account()).account_id)
    with pytest.raises(Stop, match="90 days") as stopped:
        make(account())
    assert stopped.value.code == Exit.REFUSED


def test_only_the_payer_makes_accounts(aws, unit, monkeypatch):
    here = Organization(boto3.DEFAULT_SESSION)
    assert here.payer() == PAYER
    other = {"Account": "111111111111", "Arn": "arn:aws:iam::111111111111:user/deploy"}
    monkeypatch.setattr(here, "_sts", SimpleNamespace(get_caller_identity=lambda: other))
    with pytest.raises(Stop, match=rf"{PAYER}.*111111111111.*user/deploy") as stopped:
        here.payer()
    assert stopped.value.code == Exit.REFUSED


def test_without_an_organization_it_says_how_to_make_one(unit, monkeypatch):
    here = Organization(boto3.DEFAULT_SESSION)
    monkeypatch.setattr(here, "_organizations", Scripted(describe_organization=[error("AWSOrganizationsNotInUseException")]))
    with pytest.raises(Stop, match="aws organizations create-organization"):
        here.payer()
