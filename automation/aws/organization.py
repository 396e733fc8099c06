"""Makes a member account from the payer, or finds it again: nothing is made twice, whenever it was interrupted."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from automation.exits import Exit, Stop
from automation.member_account import ACCESS_ROLE, MemberAccount, why_not

AGAIN_SOON = ("ConcurrentModificationException", "TooManyRequestsException", "ServiceException")
"""AWS is busy with another change of the Organization, or with itself."""
SHOWN_NEXT = "Type the same command again: it goes on where this one ended, and makes nothing twice."


class TimedOut(Exception):
    """It took longer than anybody waits."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long AWS is waited for. Pauses double, from `first` to `longest`."""

    total: float = 300
    """Seconds in all; an account usually takes one to two minutes."""
    first: float = 2
    longest: float = 20
    sleep: Callable[[float], None] = time.sleep

    def attempts(self) -> Iterator[None]:
        """Another attempt, as often as there is time. Raises TimedOut after the last."""
        waited, pause = 0.0, self.first
        while True:
            yield None
            if waited >= self.total:
                raise TimedOut(f"{waited:.0f} s")
            self.sleep(pause)
            waited, pause = waited + pause, min(self.longest, pause * 2)


@dataclass(frozen=True, kw_only=True)
class Made:
    """The account that is there now."""

    account_id: str
    new: bool
    """False where it was found again."""
    moved: bool
    ready: bool
    """Whether it can be entered already; AWS gives a new account its role some minutes later."""


class Organization:
    """The Organization of the payer whose credentials these are. Raises Stop for those of anybody else."""

    def __init__(self, session: boto3.Session | None = None, patience: Patience | None = None, tell: Callable[[str], None] = print) -> None:
        session = session or boto3.Session(region_name="us-east-1")
        self._organizations = session.client("organizations", region_name="us-east-1")
        self._sts = session.client("sts", region_name="us-east-1")
        self._patience = patience or Patience()
        self._tell = tell

    def payer(self) -> str:
        """Id of the payer. Raises Stop where these are not its credentials, or there is no Organization."""
        try:
            identity = self._sts.get_caller_identity()
            payer = self._organizations.describe_organization()["Organization"]["MasterAccountId"]
        except ClientError as error:
            if _code(error) == "AWSOrganizationsNotInUseException":
                text = f"Account {identity['Account']} has no Organization, so it cannot make accounts.\nMake one once: "
                raise Stop(Exit.REFUSED, f"{text}aws organizations create-organization --feature-set ALL") from error
            raise Stop(Exit.FAULT, f"The Organization cannot be asked: {error}") from error
        except BotoCoreError as error:
            raise Stop(Exit.FAULT, f"AWS cannot be asked: {error}. Log in to the payer's account.") from error
        if identity["Account"] != payer:
            raise Stop(
                Exit.REFUSED,
                f"Only the payer, {payer}, makes accounts, but these credentials are for {identity['Account']} ({identity['Arn']}). "
                "Nothing was changed. Log in to the payer's account.",
            )
        return str(payer)

    def make(self, account: MemberAccount) -> Made:
        """The account, made or found again, in its unit. Raises Stop that says what is done; the same call goes on from there."""
        try:
            found = self._existing(account)
            account_id = found or self._created(account)
            moved = bool(account.unit) and self._move(account_id, str(account.unit))
        except TimedOut as error:
            raise Stop(Exit.PARTLY_DONE, f"AWS still makes the account {account.name} after {error}. {SHOWN_NEXT}") from error
        except (ClientError, BotoCoreError) as error:
            raise Stop(Exit.FAULT, f"The account {account.name}: {error}\n{SHOWN_NEXT}") from error
        return Made(account_id=account_id, new=found is None, moved=moved, ready=self._ready(account_id))

    def _existing(self, account: MemberAccount) -> str | None:
        """Its id where it is there. Raises Stop for an account that is closed, and for another one of the same name."""
        everything = [each for page in self._organizations.get_paginator("list_accounts").paginate() for each in page["Accounts"]]
        for each in everything:
            if each["Email"].lower() != account.email.lower():
                continue
            if each["Status"] != "ACTIVE":
                text = f"Account {each['Id']} has the root e-mail {account.email} and is {each['Status']}."
                raise Stop(Exit.REFUSED, f"{text} Choose another --root-email; AWS frees an address 90 days after an account is closed.")
            self._tell(f"Account {each['Id']} ({each['Name']}) with that root e-mail is there already.")
            return str(each["Id"])
        for each in everything:
            if each["Name"] == account.name:
                text = f"Your Organization has an account {account.name} already, {each['Id']}, with the root e-mail {each['Email']}."
                raise Stop(Exit.REFUSED, f"{text} Nothing was made. If it is this client's, add: --account-id {each['Id']}")
        return None

    def _created(self, account: MemberAccount) -> str:
        request = self._under_way(account) or self._ask(account)
        for _ in self._patience.attempts():
            status = self._organizations.describe_create_account_status(CreateAccountRequestId=request)["CreateAccountStatus"]
            if status["State"] == "SUCCEEDED":
                return str(status["AccountId"])
            if status["State"] == "FAILED":
                raise Stop(Exit.FAULT, why_not(status.get("FailureReason", "no reason given"), account))
            self._tell(f"AWS makes the account {account.name} ...")
        raise AssertionError("attempts end with TimedOut")

    def _under_way(self, account: MemberAccount) -> str | None:
        """The request of an earlier, interrupted run."""
        pages = self._organizations.get_paginator("list_create_account_status").paginate(States=["IN_PROGRESS"])
        waiting = [each for page in pages for each in page["CreateAccountStatuses"]]
        return next((str(each["Id"]) for each in waiting if each["AccountName"] == account.name), None)

    def _ask(self, account: MemberAccount) -> str:
        self._tell(f"AWS is asked for an account {account.name} with the root e-mail {account.email}.")
        asked = self._patiently(
            lambda: self._organizations.create_account(
                Email=account.email,
                AccountName=account.name,
                RoleName=ACCESS_ROLE,
                IamUserAccessToBilling="ALLOW",
                Tags=[{"Key": key, "Value": value} for key, value in account.tags],
            ),
            account,
        )
        return str(asked["CreateAccountStatus"]["Id"])

    def _patiently(self, call: Callable[[], Any], account: MemberAccount) -> Any:
        """The call's answer, asked again while AWS is busy with another change."""
        for _ in self._patience.attempts():
            try:
                return call()
            except ClientError as error:
                if _code(error) == "ConstraintViolationException":
                    raise Stop(Exit.FAULT, why_not(str(error.response.get("Reason", _code(error))), account)) from error
                if _code(error) == "FinalizingOrganizationException":
                    text = "AWS is still setting up your Organization, which takes up to an hour."
                    raise Stop(Exit.FAULT, f"{text} Nothing was made. {SHOWN_NEXT}") from error
                if _code(error) not in AGAIN_SOON:
                    raise
        raise AssertionError("attempts end with TimedOut")

    def _move(self, account_id: str, unit: str) -> bool:
        """Whether it had to be moved. A new account is not always known at once to the call that moves it."""
        for _ in self._patience.attempts():
            try:
                (parent,) = self._organizations.list_parents(ChildId=account_id)["Parents"]
                if parent["Id"] == unit:
                    return False
                self._organizations.move_account(AccountId=account_id, SourceParentId=parent["Id"], DestinationParentId=unit)
            except ClientError as error:
                if _code(error) == "DestinationParentNotFoundException":
                    text = f"Account {account_id} is made, but there is no unit {unit} to move it to."
                    raise Stop(Exit.PARTLY_DONE, f"{text} Type the same command again with the right --ou.") from error
                if _code(error) not in (*AGAIN_SOON, "AccountNotFoundException", "ChildNotFoundException"):
                    raise
            else:
                return True
        raise AssertionError("attempts end with TimedOut")

    def _ready(self, account_id: str) -> bool:
        """Whether it can be entered within the time that is waited."""
        try:
            for _ in self._patience.attempts():
                try:
                    self._sts.assume_role(RoleArn=f"arn:aws:iam::{account_id}:role/{ACCESS_ROLE}", RoleSessionName="clientenv-new")
                except ClientError:
                    self._tell(f"Account {account_id} is there; AWS still makes its {ACCESS_ROLE} ...")
                else:
                    return True
        except TimedOut:
            pass
        return False


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
