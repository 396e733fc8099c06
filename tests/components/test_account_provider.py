import json

import pulumi
import pytest

from components.account_provider import account_provider, session_name
from model.placement import Account, Placement

PROVIDER = "pulumi:providers:aws"
OWN = Account(placement=Placement.OWN, account_id="111111111111", home_region="eu-west-1")
CLIENT = Account(
    placement=Placement.CLIENT,
    account_id="222222222222",
    home_region="us-east-1",
    deployment_role_arn="arn:aws:iam::222222222222:role/DeploymentRole",
    external_id="0123456789abcdef",
)


def deployed(deployment, account):
    deployment.deploy(lambda: account_provider("acme", account, "acme-prod", pulumi.ResourceOptions()))
    return deployment.one(PROVIDER)


@pytest.mark.parametrize("account", [OWN, CLIENT])
def test_the_provider_is_pinned_to_the_account_and_starts_in_its_home_region(deployment, account):
    provider = deployed(deployment, account)
    assert json.loads(provider.inputs["allowedAccountIds"]) == [account.account_id]
    assert provider.inputs["region"] == account.home_region


def test_an_account_that_is_not_yours_is_entered_through_its_role_with_the_external_id_kept_secret(deployment):
    provider = deployed(deployment, CLIENT)
    assert json.loads(provider.inputs["assumeRoles"]) == [
        {"roleArn": CLIENT.deployment_role_arn, "externalId": CLIENT.external_id, "sessionName": "clientenv-acme-prod"}
    ]
    assert "assumeRoles" in provider.secrets


def test_your_own_account_is_entered_with_your_credentials(deployment):
    assert "assumeRoles" not in deployed(deployment, OWN).inputs


def test_a_session_name_fits_into_what_sts_takes():
    assert session_name("acme-prod") == "clientenv-acme-prod"
    assert len(session_name("s" * 100)) == 64
