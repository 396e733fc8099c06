"""Whose credentials these are, whether the settings are lawful, and whether both belong together."""

from automation.checks import Check, Subject
from automation.doctoring.answer import Answer
from automation.doctoring.session_length import Credentials
from model.settings import StackSettings

OF_IDENTITY = Subject(id="identity", title="Credentials")
OF_ACCOUNT = Subject(id="account", title="Account")
LOG_IN = "Log in to AWS (aws sso login, or the keys of a user), then run this again."


def check_identity(own: Answer[Credentials]) -> Check:
    if own.value is None:
        return OF_IDENTITY.failed(own.refused, LOG_IN)
    return OF_IDENTITY.passed(own.value.arn)


def check_account(settings: StackSettings, refused: str) -> Check:
    """`refused`: why the account cannot be entered; it names both accounts where they differ."""
    account = settings.account
    if refused:
        return OF_ACCOUNT.failed(f"not that of the stack, {account.account_id}", refused)
    way = "entered through its role" if account.placement.enters_by_role else "that of your credentials"
    return OF_ACCOUNT.passed(f"{account.account_id}, {way}")


def check_settings(stack: str, settings: StackSettings | None, refused: str = "") -> Check:
    """`refused`: every problem of the stack's file."""
    subject = Subject(id=f"settings-{stack}", title=f"Pulumi.{stack}.yaml")
    if settings is None:
        return subject.failed("unlawful", refused)
    account = settings.account
    return subject.passed(f"lawful: {account.placement}, account {account.account_id}, {account.home_region}")
