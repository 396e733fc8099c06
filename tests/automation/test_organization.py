"""Accounts of the Organization: made once, found again, moved, waited for; and AWS's limits in a person's words."""

from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from automation import new
from automation.aws import organization
from automation.aws.organization import Made, Organization, Patience
from automation.exits import Exit, Stop
from automation.member_account import MemberAccount, member_account, plus_addressed
from automation.stack_file import read_settings, read_stack_file

PAYER = "123456789012"
"""moto's own account."""
AT_ONCE = Patience(total=3, first=1, longest=1, sleep=lambda seconds: None)


@pytest.fixture(scope="module")
def moto():
    """One emulated AWS for all tests: starting it takes longer than most of them."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        yield


@pytest.fixture
def aws(moto):
    """The client of the payer. What a test made is gone afterwards."""
    organizations = boto3.client("organizations", region_name="us-east-1")
    yield organizations
    for each in organizations.list_accounts()["Accounts"]:
        if each["Id"] != PAYER:
            organizations.remove_account_from_organization(AccountId=each["Id"])


@pytest.fixture(scope="module")
def organization_unit(moto):
    organizations = boto3.client("organizations", region_name="us-east-1")
    organizations.create_organization(FeatureSet="ALL")
    (root,) = organizations.list_roots()["Roots"]
    return organizations.create_organizational_unit(ParentId=root["Id"], Name="clients")["OrganizationalUnit"]["Id"]


@pytest.fixture
def unit(aws, organization_unit):
    return organization_unit


def account(unit=None, **changes):
    return MemberAccount(**{"name": "Initech prod", "email": "aws+initech-prod@example.com", "unit": unit, **changes})


def make(wanted, patience=AT_ONCE):
    return Organization(boto3.DEFAULT_SESSION, patience, tell=lambda text: None).make(wanted)


def names(aws):
    return sorted(each["Name"] for each in aws.list_accounts()["Accounts"])


def error(code, **more):
    return ClientError({"Error": {"Code": code, "Message": "said by AWS"}, **more}, "CreateAccount")


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


class Scripted:
    """Answers of AWS in order; an error among them is raised. Stands for the client of Organizations."""

    def __init__(self, accounts=(), waiting=(), **answers):
        self._pages = {
            "list_accounts": {"Accounts": list(accounts)},
            "list_create_account_status": {"CreateAccountStatuses": list(waiting)},
        }
        self._answers = {name: list(given) for name, given in answers.items()}
        self.asked = []

    def get_paginator(self, name):
        return SimpleNamespace(paginate=lambda **_: [self._pages[name]])

    def __getattr__(self, name):
        def call(**words):
            self.asked.append((name, words))
            answer = self._answers[name].pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def state(state, **more):
    return {"CreateAccountStatus": {"Id": "car-1", "State": state, **more}}


DONE = state("SUCCEEDED", AccountId="333333333333")


def scripted(script, assumed=lambda **_: {}, patience=AT_ONCE):
    session = SimpleNamespace(client=lambda name, **_: script if name == "organizations" else SimpleNamespace(assume_role=assumed))
    return Organization(session, patience, tell=lambda text: None)


def test_while_aws_is_busy_it_is_asked_again():
    script = Scripted(
        create_account=[error("ConcurrentModificationException"), error("TooManyRequestsException"), state("IN_PROGRESS")],
        describe_create_account_status=[state("IN_PROGRESS"), DONE],
    )
    assert scripted(script).make(account()).account_id == "333333333333"
    assert [name for name, _ in script.asked] == ["create_account"] * 3 + ["describe_create_account_status"] * 2


def test_a_creation_that_an_interrupted_run_began_is_waited_for():
    script = Scripted(waiting=[{"Id": "car-9", "AccountName": "Initech prod"}], describe_create_account_status=[DONE])
    scripted(script).make(account())
    assert script.asked == [("describe_create_account_status", {"CreateAccountRequestId": "car-9"})]


def test_when_it_takes_too_long_the_same_command_goes_on():
    script = Scripted(create_account=[state("IN_PROGRESS")], describe_create_account_status=[state("IN_PROGRESS")] * 9)
    with pytest.raises(Stop, match="Type the same command again") as stopped:
        scripted(script).make(account())
    assert stopped.value.code == Exit.PARTLY_DONE


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ("ACCOUNT_LIMIT_EXCEEDED", "Default maximum number of accounts"),
        ("EMAIL_ALREADY_EXISTS", "Choose another --root-email"),
        ("SOMETHING_NEW", "AWS Support"),
    ],
)
def test_a_failed_creation_names_aws_s_reason_and_the_remedy(reason, remedy):
    script = Scripted(create_account=[state("IN_PROGRESS")], describe_create_account_status=[state("FAILED", FailureReason=reason)])
    with pytest.raises(Stop, match=f"(?s){reason}.*{remedy}"):
        scripted(script).make(account())


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        (error("ConstraintViolationException", Reason="ACCOUNT_NUMBER_LIMIT_EXCEEDED"), "Service Quotas"),
        (error("ConstraintViolationException", Reason="ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED"), "tomorrow"),
        (error("FinalizingOrganizationException"), "up to an hour"),
        (error("AccessDeniedException"), "said by AWS"),
    ],
)
def test_a_creation_that_is_refused_at_once_says_why(said, remedy):
    with pytest.raises(Stop, match=remedy) as stopped:
        scripted(Scripted(create_account=[said])).make(account())
    assert stopped.value.code == Exit.FAULT


def test_an_account_that_is_not_ready_is_waited_for_and_told():
    answers = iter([error("AccessDenied"), error("AccessDenied"), {}])

    def assume(**_):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer

    def never(**_):
        raise error("AccessDenied")

    creation = {"create_account": [state("IN_PROGRESS")], "describe_create_account_status": [DONE]}
    assert scripted(Scripted(**creation), assume).make(account()).ready is True
    creation = {"create_account": [state("IN_PROGRESS")], "describe_create_account_status": [DONE]}
    assert scripted(Scripted(**creation), never).make(account()).ready is False


def test_an_account_that_cannot_be_moved_yet_is_asked_for_again():
    root = {"Parents": [{"Id": "r-root"}]}
    script = Scripted(
        create_account=[state("IN_PROGRESS")],
        describe_create_account_status=[DONE],
        list_parents=[error("ChildNotFoundException"), root, root],
        move_account=[error("AccountNotFoundException"), {}],
    )
    assert scripted(script).make(account("ou-a1b2-c3d4e5f6")).moved is True


def test_a_unit_that_is_not_there_leaves_an_account_and_says_so():
    script = Scripted(
        create_account=[state("IN_PROGRESS")],
        describe_create_account_status=[DONE],
        list_parents=[{"Parents": [{"Id": "r-root"}]}],
        move_account=[error("DestinationParentNotFoundException")],
    )
    with pytest.raises(Stop, match=r"333333333333 is made.*--ou") as stopped:
        scripted(script).make(account("ou-a1b2-c3d4e5f6"))
    assert stopped.value.code == Exit.PARTLY_DONE


def test_pauses_grow_and_end():
    pauses = []
    with pytest.raises(organization.TimedOut):
        for _ in Patience(total=60, first=2, longest=20, sleep=pauses.append).attempts():
            pass
    assert pauses == [2, 4, 8, 16, 20, 20]


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
