"""The Organization in tests: moto's, or a client that gives AWS's answers in order."""

from types import SimpleNamespace

import boto3
from botocore.exceptions import ClientError

from automation.aws.organization import Organization, Patience
from automation.member_account import MemberAccount

PAYER = "123456789012"
"""moto's own account."""
AT_ONCE = Patience(total=3, first=1, longest=1, sleep=lambda seconds: None)
"""Asks as often as needed for a test, and waits for nothing."""


def account(unit=None, **changes):
    """The account that most tests want."""
    return MemberAccount(**{"name": "Initech prod", "email": "aws+initech-prod@example.com", "unit": unit, **changes})


def make(wanted, patience=AT_ONCE):
    return Organization(boto3.DEFAULT_SESSION, patience, tell=lambda text: None).make(wanted)


def names(aws):
    """Names of all accounts; what is there twice is in it twice."""
    return sorted(each["Name"] for each in aws.list_accounts()["Accounts"])


def error(code, **more):
    """A refusal, as boto3 raises it."""
    return ClientError({"Error": {"Code": code, "Message": "said by AWS"}, **more}, "CreateAccount")


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
