"""moto's Organization, with a unit for clients."""

import boto3
import pytest
from moto import mock_aws

from tests.automation.member_accounts.organization import PAYER


@pytest.fixture(scope="module")
def moto():
    """One emulated AWS for all tests of a module: starting it takes longer than most of them."""
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
