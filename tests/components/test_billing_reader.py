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


def permissions(placement=Placement.CLIENT):
    return json.loads(whole(placement).one("aws:iam/rolePolicy:RolePolicy", NAME).inputs["policy"])["Statement"]


def test_it_reads_the_usage_table_and_puts_documents_beside_the_results_and_nothing_else():
    deployment = whole(Placement.MEMBER)
    usage, key = deployment.one("aws:dynamodb/table:Table", "acme-prod-usage").arn, deployment.one("aws:kms/key:Key", "acme-prod").arn
    documents = f"{deployment.one('aws:s3/bucket:Bucket', 'acme-prod-results').arn}/billing/*"
    by_resource = {}
    for each in permissions(Placement.MEMBER):
        for resource in each["Resource"]:
            by_resource.setdefault(resource, set()).update(each["Action"])
    assert by_resource == {
        usage: {"dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"},
        f"{usage}/index/by_month": {"dynamodb:Query"},
        documents: {"s3:PutObject"},
        key: {"kms:Decrypt", "kms:GenerateDataKey"},
    }


def test_it_decrypts_through_the_table_and_encrypts_through_the_bucket_alone():
    through = {tuple(each["Action"]): each["Condition"] for each in permissions() if each["Action"][0].startswith("kms:")}
    assert through == {
        ("kms:Decrypt",): {"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}},
        ("kms:GenerateDataKey",): {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
    }


def test_neither_lifecycle_nor_nightly_clean_up_ends_what_it_has_put_there():
    deployment, bucket = whole(), whole().one("aws:s3/bucket:Bucket", "acme-prod-results")
    (lifecycle,) = [
        each.inputs["rules"]
        for each in deployment.of("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
        if each.inputs["bucket"] == bucket.outputs["bucket"]
    ]
    assert [rule["filter"]["prefix"] for rule in lifecycle if "days" in rule.get("expiration", {})] == ["results/"]
    cleaning = json.loads(deployment.one("aws:iam/rolePolicy:RolePolicy", "acme-prod-clean-up").inputs["policy"])["Statement"]
    erased = {resource for each in cleaning if "s3:DeleteObjectVersion" in each["Action"] for resource in each["Resource"]}
    assert {resource for resource in erased if resource.startswith(bucket.arn)} == {f"{bucket.arn}/results/*"}


def test_the_trust_is_a_lawful_document():
    from model.policies import Use, problems

    assert problems(billing_trust(YOURS, EXTERNAL_ID), Use.TRUST) == []


@pytest.mark.parametrize("placement", Placement)
def test_it_reads_the_bill_only_where_the_client_pays_it(placement):
    statements = json.loads(whole(placement).one("aws:iam/rolePolicy:RolePolicy", NAME).inputs["policy"])["Statement"]
    asked = [each for each in statements if "ce:GetCostAndUsage" in each["Action"]]
    bill = ["arn:aws:billing::222222222222:billingview/primary", "arn:aws:ce:us-east-1:222222222222:/GetCostAndUsage"]
    assert [each["Resource"] for each in asked] == ([bill] if placement is Placement.CLIENT else [])
