import json

import pulumi
import pytest

from billing.infra.project_settings import billing_settings
from tests.billing.infra.recording import BillingDeployment

CONFIG = {"payerAccountId": "111111111111", "stacks": '["dev"]', "seller": json.dumps({"name": "Consultancy"})}


def read(**more):
    config = {f"clientenv-billing:{key}": value for key, value in {**CONFIG, **more}.items()}
    pulumi.runtime.set_all_config(config, [])
    return BillingDeployment().deploy(billing_settings)


def test_settings_come_from_the_projects_own_namespace():
    told = read()
    assert (told.payer_account_id, told.stacks, told.seller.name) == ("111111111111", ("dev",), "Consultancy")


def test_all_that_is_wrong_is_said_at_once_without_a_traceback():
    with pytest.raises(pulumi.RunError) as refused:
        read(payerAccountId="12", timeZone="Europe/Belin")
    assert "2 problems in billing/Pulumi.payer.yaml" in str(refused.value)
    assert "Did you mean Europe/Berlin?" in str(refused.value)
