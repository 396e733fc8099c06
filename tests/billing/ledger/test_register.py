"""Runs know the stacks from the register alone."""

import json
from datetime import date
from decimal import Decimal

import pytest

from billing.ledger.refusals import UnreadableRegister
from billing.ledger.register import register_item
from model.outputs import EnvironmentOutputs
from model.placement import Placement
from model.terms import BillingTerms, Fixed
from model.terms_record import as_record

TERMS = BillingTerms(pricing=Fixed(monthly_fee=Decimal("29.90")), currency="EUR", valid_from=date(2026, 10, 1))


def outputs(**other):
    names = ["usage_table_arn", "usage_reader_role_arn", "uploads_bucket", "results_bucket", "cost_topic_arn", "dashboard_url"]
    values = {name: f"the {name}" for name in names}
    values |= {"client": "Acme", "slug": "acme", "environment": "prod", "placement": "hosted", "account_id": "111111111111"}
    values |= {"home_region": "eu-central-1", "tags": {"Client": "Acme"}, "billing_terms": as_record(TERMS)}
    return EnvironmentOutputs(**values).as_exports() | other


def put(world, stack, first_seen="2026-10-05", left=None, **other):
    world.dynamodb.put_item(TableName="ledger", Item=register_item(stack, json.dumps(outputs(**other)), first_seen, left))


def test_the_row_is_what_billing_up_deploys():
    assert register_item("acme-prod", "{}", "2026-10-05", "2026-12-31") == {
        "pk": {"S": "register"},
        "sk": {"S": "acme-prod"},
        "outputs": {"S": "{}"},
        "first_seen": {"S": "2026-10-05"},
        "left": {"S": "2026-12-31"},
    }
    assert "left" not in register_item("acme-prod", "{}", "2026-10-05")


def test_entries_come_with_their_outputs_and_terms(moto):
    put(moto, "globex-prod", left="2026-11-30", placement="client", client="Globex")
    put(moto, "acme-prod")
    acme, globex = moto.ledger().register.stacks()

    assert (acme.stack, acme.first_seen, acme.left, acme.placement) == ("acme-prod", date(2026, 10, 5), None, Placement.HOSTED)
    assert acme.terms == TERMS
    assert acme.outputs.usage_table_arn == "the usage_table_arn"
    assert (globex.outputs.client, globex.left, globex.placement) == ("Globex", date(2026, 11, 30), Placement.CLIENT)


def test_all_entries_that_cannot_be_read_are_named_at_once(world):
    put(world, "acme-prod")
    put(world, "future", schema_version=9)
    put(world, "odd", billing_terms={"model": "barter"})
    put(world, "nowhere", placement="moon")
    world.dynamodb.put_item(TableName="ledger", Item={"pk": {"S": "register"}, "sk": {"S": "bare"}, "first_seen": {"S": "2026-10-05"}})
    world.dynamodb.put_item(TableName="ledger", Item=register_item("broken", "{", "2026-10-05"))
    world.dynamodb.put_item(TableName="ledger", Item=register_item("undated", json.dumps(outputs()), "yesterday"))
    with pytest.raises(UnreadableRegister) as refused:
        world.ledger().register.stacks()
    for told in (
        "future: the stack's outputs have schema_version 9",
        "odd: ",
        "nowhere: ",
        "bare: outputs is missing",
        "broken: ",
        "undated: ",
    ):
        assert told in str(refused.value)
    assert "acme-prod" not in str(refused.value)
