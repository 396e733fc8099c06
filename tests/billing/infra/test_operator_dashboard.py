import json

from tests.billing.infra.recording import MEMBER, whole
from tests.components.recording import value_of


def test_it_shows_members_and_the_runs_that_were_deployed():
    body = json.loads(whole().one("aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"])
    text = json.dumps(body)
    assert MEMBER in text
    for name in ("billing-monthly", "billing-daily"):
        assert whole().one("aws:lambda/function:Function", name).outputs["name"] in text
        assert whole().one("aws:sqs/queue:Queue", f"{name}-dead").outputs["name"] in text


def test_its_address_is_told():
    assert value_of(whole().billing.dashboard.url).endswith("#dashboards/dashboard/billing-operator")
