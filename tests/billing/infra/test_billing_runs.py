import json

from billing.infra.run_functions import RUN_FUNCTIONS
from billing.settings_record import from_record
from tests.billing.infra.recording import STACKS, settings, whole
from tests.billing.infra.stacks import outputs_of

FUNCTION = "aws:lambda/function:Function"


def role_policy(name):
    statements = json.loads(whole().one("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"])["Statement"]
    return {statement["Sid"]: statement for statement in statements}


def test_functions_get_the_variables_that_they_read():
    for code in RUN_FUNCTIONS:
        function = whole().one(FUNCTION, f"billing-{code.name.removesuffix('_billing')}")
        assert set(function.inputs["environment"]["variables"]) == set(code.variables)
        assert function.inputs["handler"] == code.handler


def test_only_the_daily_run_activates_tags():
    for name in ("billing-monthly", "billing-daily"):
        assert role_policy(name)["AskForCosts"]["Action"] == ["ce:GetCostAndUsage"]
    assert role_policy("billing-daily")["ActivateTags"]["Action"] == ["ce:ListCostAllocationTags", "ce:UpdateCostAllocationTagsStatus"]
    assert "ActivateTags" not in role_policy("billing-monthly")


def test_usage_is_read_through_the_environments_own_roles():
    readers = {outputs_of(stack)["usage_reader_role_arn"] for stack in STACKS}
    for name in ("billing-monthly", "billing-daily"):
        assert set(role_policy(name)["ReadUsage"]["Resource"]) == readers


def test_without_stacks_nothing_is_assumed():
    policies = [each.inputs["policy"] for each in whole(stacks=()).of("aws:iam/rolePolicy:RolePolicy")]
    assert [text for text in policies if "sts:AssumeRole" in text] == []


def test_the_settings_are_where_the_functions_look_for_them():
    found = whole().one("aws:s3/bucketObjectv2:BucketObjectv2")
    assert from_record(json.loads(found.inputs["content"])) == settings()
    assert found.inputs["key"] == whole().one(FUNCTION, "billing-daily").inputs["environment"]["variables"]["SETTINGS_KEY"]


def test_settings_with_external_ids_are_secret():
    found = whole(external_ids=Frozen({"acme-prod": "0123456789abcdef"})).one("aws:s3/bucketObjectv2:BucketObjectv2")
    assert "content" in found.secrets
    assert whole().one("aws:s3/bucketObjectv2:BucketObjectv2").secrets == frozenset()


class Frozen(dict):
    """A mapping that `whole` can remember."""

    def __hash__(self):
        return hash(tuple(self.items()))
