"""`__main__.py` on the stack files that are shipped, and on settings that cannot stand."""

import pulumi
import pytest

from model.outputs import EnvironmentOutputs
from sandbox.stack_files import read_stack
from tests.components.recording import PROGRAM, Deployment

SHIPPED = {"dev": "111111111111", "acme-prod": "222222222222", "globex-prod": "111111111111"}
SECRETS = {"acme-prod": {"clientenv:externalId": "0123456789abcdef"}}


def run(deployment, stack, **changed):
    config = read_stack(PROGRAM.parent, stack, SECRETS.get(stack))
    values = {**config.values, **{f"clientenv:{key}": value for key, value in changed.items()}}
    return deployment.run_main(values, tuple(config.secret_keys))


def test_every_stack_file_that_is_shipped_is_looked_at_here():
    assert {path.name.split(".")[1] for path in PROGRAM.parent.glob("Pulumi.*.yaml")} == set(SHIPPED)


@pytest.mark.parametrize("stack", SHIPPED)
def test_a_shipped_stack_deploys_into_its_account_and_says_what_it_made(stack):
    deployment = Deployment(stack=stack)
    outputs = EnvironmentOutputs.from_outputs(run(deployment, stack))
    assert outputs.account_id == SHIPPED[stack]
    assert outputs.uploads_bucket
    assert {deployment.account_of(each) for each in deployment.registered if each.type.startswith("aws:")} == {SHIPPED[stack]}
    assert {each.inputs["tags"]["Client"] for each in deployment.of("aws:s3/bucket:Bucket")} == {outputs.client}


def test_no_output_is_secret():
    deployment = Deployment()
    run(deployment, "acme-prod")
    assert deployment.secret_exports == []


def test_everything_wrong_is_told_at_once_and_no_resource_is_made():
    deployment = Deployment()
    with pytest.raises(pulumi.RunError) as refused:
        run(deployment, "acme-prod", retentionDays="0", monthlyBudgetUsd="-1", homeRegion="eu-north-1", slug="acme.prod", retentionDay="3")
    told = {line.split()[0].removeprefix("clientenv:") for line in str(refused.value).splitlines() if line.startswith("  clientenv:")}
    assert told == {"retentionDays", "monthlyBudgetUsd", "homeRegion", "slug", "retentionDay"}
    assert deployment.registered == []


def test_the_program_is_short_enough_to_be_read_at_a_glance():
    assert len(PROGRAM.read_text().splitlines()) < 30
