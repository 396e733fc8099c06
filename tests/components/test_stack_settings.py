import pulumi
import pytest
import yaml

from components.stack_settings import stack_settings
from model.placement import Placement

GOOD = {
    "clientenv:client": "Acme",
    "clientenv:slug": "acme",
    "clientenv:environment": "prod",
    "clientenv:owner": "Consultancy",
    "clientenv:placement": "client",
    "clientenv:accountId": "222222222222",
    "clientenv:billingAccountId": "111111111111",
    "clientenv:homeRegion": "us-east-1",
    "clientenv:externalId": "0123456789abcdef",
    "clientenv:billing": '{"model": "perMinute", "pricePerMinute": "0.15"}',
    "aws:region": "us-east-1",
}
SECRET = ("clientenv:externalId",)


def settings(deployment, config, folder, secrets=SECRET):
    pulumi.runtime.set_all_config(config, list(secrets))
    return deployment.deploy(lambda: stack_settings(folder))


def stack_file(folder, stack, **values):
    config = {f"clientenv:{key}": value for key, value in values.items()}
    (folder / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": config}))


def test_config_becomes_settings(deployment, tmp_path):
    found = settings(deployment, GOOD, tmp_path)
    assert (found.prefix, found.account.placement, found.account.external_id) == ("acme-prod", Placement.CLIENT, "0123456789abcdef")


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_registered(deployment, tmp_path):
    stack_file(tmp_path, "initech-prod", client="Initech", slug="acme", environment="prod")
    wrong = {**GOOD, "clientenv:retentionDays": "0", "clientenv:acountId": "1", "clientenv:monthlyBudgetUsd": "-5"}
    with pytest.raises(pulumi.RunError) as refused:
        settings(deployment, wrong, tmp_path, secrets=())
    message = str(refused.value)
    for told in (
        "clientenv:retentionDays",
        "clientenv:acountId",
        "clientenv:monthlyBudgetUsd",
        "clientenv:externalId",
        "Initech",
        "Pulumi.acme-prod.yaml",
    ):
        assert told in message
    assert "0123456789abcdef" not in message
    assert deployment.registered == []


def test_a_clash_alone_is_refused_too(deployment, tmp_path):
    stack_file(tmp_path, "initech-prod", client="Initech", slug="acme", environment="test")
    with pytest.raises(pulumi.RunError, match="One slug is one client"):
        settings(deployment, GOOD, tmp_path)


def test_one_client_may_have_several_stacks_and_its_own_file_is_no_clash(deployment, tmp_path):
    stack_file(tmp_path, "acme-test", client="Acme", slug="acme", environment="test")
    stack_file(tmp_path, "acme-prod", client="Acme", slug="acme", environment="prod")
    assert settings(deployment, GOOD, tmp_path).slug == "acme"


def test_a_clash_between_two_other_stacks_is_theirs(deployment, tmp_path):
    stack_file(tmp_path, "one", client="One", slug="same", environment="prod")
    stack_file(tmp_path, "two", client="Two", slug="same", environment="prod")
    assert settings(deployment, GOOD, tmp_path).slug == "acme"


def test_a_stack_file_without_settings_is_no_obstacle(deployment, tmp_path):
    (tmp_path / "Pulumi.new.yaml").write_text("")
    assert settings(deployment, GOOD, tmp_path).slug == "acme"
