import json

import pytest

from components.billing_reader import billing_trust
from model.placement import Placement
from tests.components.environments import EXTERNAL_ID, whole
from tests.components.recording import YOURS

NAME = "acme-prod-billing-reader"


def trusted(placement):
    role = whole(placement).one("aws:iam/role:Role", NAME)
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    return role, statement


@pytest.mark.parametrize("placement", Placement)
def test_your_account_may_take_the_role_in_every_placement(placement):
    assert trusted(placement)[1]["Principal"] == {"AWS": [f"arn:aws:iam::{YOURS}:root"]}


def test_in_a_clients_account_it_asks_for_the_external_id_which_stays_secret():
    role, statement = trusted(Placement.CLIENT)
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
    assert "assumeRolePolicy" in role.secrets


def test_in_your_own_account_there_is_nothing_to_ask_for():
    role, statement = trusted(Placement.HOSTED)
    assert "Condition" not in statement
    assert role.secrets == frozenset()


def test_it_reads_the_usage_table_and_its_index_and_nothing_else():
    deployment = whole()
    usage, key = deployment.one("aws:dynamodb/table:Table", "acme-prod-usage").arn, deployment.one("aws:kms/key:Key", "acme-prod").arn
    statements = json.loads(deployment.one("aws:iam/rolePolicy:RolePolicy", NAME).inputs["policy"])["Statement"]
    assert {resource for each in statements for resource in each["Resource"]} == {usage, f"{usage}/index/by_month", key}
    assert {action for each in statements for action in each["Action"]} == {
        "dynamodb:DescribeTable",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "kms:Decrypt",
    }


def test_it_decrypts_through_the_table_alone():
    statements = json.loads(whole().one("aws:iam/rolePolicy:RolePolicy", NAME).inputs["policy"])["Statement"]
    (decrypting,) = [each for each in statements if "kms:Decrypt" in each["Action"]]
    assert decrypting["Condition"] == {"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}


def test_the_trust_is_a_lawful_document():
    from model.policies import Use, problems

    assert problems(billing_trust(YOURS, EXTERNAL_ID), Use.TRUST) == []
