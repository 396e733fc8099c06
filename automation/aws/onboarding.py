"""Tests the access to a client's account from your side: that the role opens with the ExternalId, and with nothing else."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from automation.checks import Check, Result
from automation.exits import Exit, Stop
from automation.onboarding.parts import BOUNDARY_FILE, ROLE_FILE, Facts, budget_name
from automation.onboarding.report import AccessReport
from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK
from model.boundary import BOUNDARY_POLICY, AccountNames, boundary
from model.placement import deployment_role_arn
from model.regions import BILLING_REGION

SESSION_NAME = "clientenv-onboard"
DENIED = ("AccessDenied", "AccessDeniedException")
OPENS = "The role lets us in with the external ID"
"""Title of the check on which the others rest."""


def try_access(facts: Facts, session: boto3.Session | None = None) -> AccessReport:
    """Raises Stop where these credentials are not the trusted account's: then no answer would mean anything."""
    session = session or boto3.Session(region_name=facts.settings.account.home_region)
    sts = session.client("sts", region_name=facts.settings.account.home_region)
    try:
        identity = sts.get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise Stop(Exit.FAULT, f"AWS cannot be asked who you are: {error}. Log in to account {facts.trusted_account_id}.") from error
    if identity["Account"] != facts.trusted_account_id:
        raise Stop(
            Exit.REFUSED,
            f"The role trusts account {facts.trusted_account_id}, but these credentials are for {identity['Account']} ({identity['Arn']}). "
            f"Nothing was tested. Log in to account {facts.trusted_account_id}.",
        )
    try:
        checks = tuple(_Access(facts, sts).checks())
    except BotoCoreError as error:
        raise Stop(Exit.FAULT, f"The access to {facts.account_id} could not be tested: {error}") from error
    return AccessReport(stack=facts.stack, account_id=facts.account_id, by=identity["Arn"], at=datetime.now(UTC), checks=checks)


class _Access:
    """One test of one account."""

    def __init__(self, facts: Facts, sts: Any) -> None:
        self._facts = facts
        self._sts = sts
        self._role = facts.settings.account.deployment_role_arn or deployment_role_arn(facts.account_id)

    def checks(self) -> Iterator[Check]:
        keys, refused = self._assume(ExternalId=self._facts.external_id)
        yield self._opens(keys, refused)
        inside = self._inside(keys) if keys else None
        yield self._stays_shut("without-external-id", "Not without one", inside, {})
        yield self._stays_shut("wrong-external-id", "Not with a wrong one", inside, {"ExternalId": secrets.token_hex(24)})
        yield self._account(inside)
        yield self._boundary(inside)
        yield self._budget(inside)

    def _assume(self, **words: str) -> tuple[dict[str, str] | None, str]:
        """The role's keys, or the code of AWS's refusal with its words."""
        try:
            answer = self._sts.assume_role(RoleArn=self._role, RoleSessionName=SESSION_NAME, **words)
        except ClientError as error:
            return None, f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
        return dict(answer["Credentials"]), ""

    def _inside(self, keys: dict[str, str]) -> boto3.Session:
        return boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            region_name=self._facts.settings.account.home_region,
        )

    def _opens(self, keys: dict[str, str] | None, refused: str) -> Check:
        if keys:
            return _passed("role", OPENS, f"{self._role} was assumed")
        remedy = (
            f"In account {self._facts.account_id}, see that the stack {ROLE_STACK} says CREATE_COMPLETE, with TrustedAccountId "
            f"{self._facts.trusted_account_id} and the external ID of the onboarding page. If it does, update it and enter the external ID "
            "again."
        )
        return _failed("role", OPENS, refused, remedy)

    def _stays_shut(self, id_: str, title: str, inside: Any, words: dict[str, str]) -> Check:
        if inside is None:
            return _not_tested(id_, title)
        keys, refused = self._assume(**words)
        if keys:
            remedy = (
                f"Anybody who works in {self._facts.trusted_account_id} can be made to use it. Create {ROLE_STACK} anew from {ROLE_FILE}."
            )
            return _failed(id_, title, "the role was assumed all the same", remedy)
        if not refused.startswith(tuple(f"{code}:" for code in DENIED)):
            return _failed(id_, title, refused, "Test again; AWS gave another answer than a refusal.")
        return _passed(id_, title, "refused, as it should be")

    def _account(self, inside: Any) -> Check:
        title = f"The account is {self._facts.account_id}"
        if inside is None:
            return _not_tested("account", title)
        found = inside.client("sts").get_caller_identity()["Account"]
        if found == self._facts.account_id:
            return _passed("account", title, "it is")
        return _failed("account", title, f"it is {found}", f"Correct clientenv:accountId of {self._facts.stack}, or the role's ARN.")

    def _boundary(self, inside: Any) -> Check:
        title = "The boundary is in place"
        if inside is None:
            return _not_tested("boundary", title)
        iam, arn = inside.client("iam"), self._facts.boundary_arn
        names = AccountNames(slug=self._facts.settings.slug, account_id=self._facts.account_id, boundary_arn=arn)
        try:
            version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        except ClientError as error:
            if error.response["Error"]["Code"] in DENIED:
                return _failed("boundary", title, "the role may not look at it", f"Update the stack {ROLE_STACK} with {ROLE_FILE}.")
            return _failed("boundary", title, _words(error), f"Create the stack {BOUNDARY_STACK} from {BOUNDARY_FILE}.")
        if (json.loads(document) if isinstance(document, str) else document) != boundary(names).as_dict():
            return _failed(
                "boundary", title, f"{BOUNDARY_POLICY} is another one", f"Update the stack {BOUNDARY_STACK} with {BOUNDARY_FILE}."
            )
        return _passed("boundary", title, f"{BOUNDARY_POLICY}, {version}")

    def _budget(self, inside: Any) -> Check:
        name = budget_name(self._facts.settings.slug)
        title = f"The budget {name} is there"
        if inside is None:
            return _not_tested("budget", title)
        try:
            found = inside.client("budgets", region_name=BILLING_REGION).describe_budget(AccountId=self._facts.account_id, BudgetName=name)
        except ClientError as error:
            remedy = f"Create a monthly cost budget of {self._facts.settings.monthly_budget_usd} USD with exactly this name: {name}."
            return _failed("budget", title, _words(error), remedy)
        limit = found["Budget"].get("BudgetLimit", {})
        return _passed("budget", title, f"{limit.get('Amount', '?')} {limit.get('Unit', '')} a month".replace("  ", " "))


def _words(error: ClientError) -> str:
    return str(error.response["Error"]["Message"])


def _passed(id_: str, title: str, found: str) -> Check:
    return Check(id=id_, title=title, result=Result.PASSED, found=found)


def _failed(id_: str, title: str, found: str, remedy: str) -> Check:
    return Check(id=id_, title=title, result=Result.FAILED, found=found, remedy=remedy)


def _not_tested(id_: str, title: str) -> Check:
    return Check(id=id_, title=title, result=Result.NOT_TESTED, found="the role did not let us in")
