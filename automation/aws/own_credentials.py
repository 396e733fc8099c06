"""Whose credentials these are, and how long they last."""

import os
from datetime import UTC, datetime

import boto3

from automation.aws.asking import asked
from automation.doctoring.answer import Answer
from automation.doctoring.session_length import Credentials

EXPIRATION = "AWS_CREDENTIAL_EXPIRATION"
"""Variable in which tools that log in (`aws configure export-credentials`, aws-vault) say until when. AWS itself does not tell: credentials
in the environment are used until they are refused, while those of a profile are renewed by whoever uses them."""


def own_credentials(region: str, session: boto3.Session | None = None) -> Answer[Credentials]:
    return asked(lambda: _credentials(session or boto3.Session(region_name=region), region))


def _credentials(session: boto3.Session, region: str) -> Credentials:
    identity = session.client("sts", region_name=region).get_caller_identity()
    return Credentials(account_id=identity["Account"], arn=identity["Arn"], ends=_ends(os.environ))


def _ends(environment: "os._Environ[str] | dict[str, str]") -> datetime | None:
    """Only where the keys are in the environment too: otherwise the end is that of others."""
    told = environment.get(EXPIRATION) if environment.get("AWS_SESSION_TOKEN") else None
    try:
        at = datetime.fromisoformat(told) if told else None
    except ValueError:
        return None
    return at.replace(tzinfo=at.tzinfo or UTC) if at else None
