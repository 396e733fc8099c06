import json

import pytest

from components.dashboard import dashboard_url
from model.placement import Placement
from tests.components.environments import account, whole

DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"


def body(placement):
    return json.loads(whole(placement).one(DASHBOARD).inputs["dashboardBody"])


@pytest.mark.parametrize("placement", Placement)
def test_it_is_in_the_account_of_the_environment_under_its_name(placement):
    deployment = whole(placement)
    dashboard = deployment.one(DASHBOARD)
    assert deployment.account_of(dashboard) == account(placement).account_id
    assert dashboard.inputs["dashboardName"] == "acme-prod-costs"


@pytest.mark.parametrize("placement", Placement)
def test_who_shares_an_account_sees_metered_cost_and_all_others_see_the_accounts_charges(placement):
    assert ("EstimatedCharges" in json.dumps(body(placement))) == (placement is not Placement.HOSTED)


def test_it_names_the_dead_letter_queues_as_aws_does():
    queues = {each.outputs["name"] for each in whole().of("aws:sqs/queue:Queue") if each.name.endswith("-dead")}
    assert len(queues) == 6
    assert {queue for queue in queues if queue in json.dumps(body(Placement.CLIENT))} == queues


def test_it_says_whose_it_is():
    assert "Acme prod" in body(Placement.CLIENT)["widgets"][0]["properties"]["markdown"]


def test_its_address_is_the_consoles_in_that_region():
    assert dashboard_url("eu-west-1", "acme-prod-costs") == (
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/acme-prod-costs"
    )
