"""While AWS makes an account: it is busy, not ready, at a limit, or refuses, and a person is told in words."""

from types import SimpleNamespace

import pytest

from automation.aws import organization
from automation.aws.organization import Organization, Patience
from automation.exits import Exit, Stop
from tests.automation.member_accounts.organization import AT_ONCE, Scripted, account, error


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
