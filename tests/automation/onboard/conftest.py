"""The client's account with both stacks, run as the guide says, and a person who works in yours."""

import json

import pytest

from automation import stack_secret
from tests.automation.accounts import CLIENT, EXTERNAL_ID, YOURS, bootstrapped_accounts
from tests.automation.onboard.acme_prod import MEMBER_ACCOUNT


@pytest.fixture
def external_id(monkeypatch):
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, EXTERNAL_ID)


@pytest.fixture(scope="module")
def accounts():
    with bootstrapped_accounts() as found:
        yield found


@pytest.fixture
def logged_in(accounts, monkeypatch):
    """Logs a command in to an account."""

    def log_in(account=YOURS):
        accounts.log_in(monkeypatch, account)
        monkeypatch.delenv("AWS_DEFAULT_REGION")  # whatever is asked has the stack's region

    log_in()
    return log_in


@pytest.fixture
def budget(accounts):
    budgets = accounts.client("budgets", CLIENT)
    details = {"BudgetName": "acme-account", "BudgetLimit": {"Amount": "50", "Unit": "USD"}, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    budgets.create_budget(AccountId=CLIENT, Budget=details)
    yield
    budgets.delete_budget(AccountId=CLIENT, BudgetName="acme-account")


@pytest.fixture
def member(accounts, project):
    """A member account as AWS makes it, with the role through which the payer enters; and its stack file."""
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{YOURS}:root"}, "Action": "sts:AssumeRole"}
    iam = accounts.client("iam", MEMBER_ACCOUNT)
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="OrganizationAccountAccessRole", AssumeRolePolicyDocument=document)
    text = (project / "Pulumi.acme-prod.yaml").read_text().replace("placement: client", "placement: member").replace(CLIENT, MEMBER_ACCOUNT)
    (project / "Pulumi.acme-prod.yaml").write_text(text)
    yield
    iam.delete_role(RoleName="OrganizationAccountAccessRole")
