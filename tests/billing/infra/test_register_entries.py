import json
from datetime import date

import pulumi_aws as aws
import pytest

from billing.infra.register_entries import OPTIONAL, REQUIRED, RegisterEntries, RegisterEntriesArgs, outputs_text, with_whole_numbers
from billing.ledger.register import RegisteredStack
from tests.billing.infra.recording import TODAY, BillingDeployment
from tests.billing.infra.stacks import outputs_of

LEFT = date(2026, 9, 30)


def deployed(deployment, **more):
    def program():
        table = aws.dynamodb.Table("ledger", hash_key="pk", attributes=[{"name": "pk", "type": "S"}])
        args = {"table": table, "stacks": ["acme-prod"], "today": TODAY, **more}
        return RegisterEntries("register", RegisterEntriesArgs(**args))

    return deployment.deploy(program)


def read(item):
    return RegisteredStack.of({name: value["S"] for name, value in item.items()})


def test_a_stacks_outputs_become_an_entry_that_the_ledger_can_read():
    deployment = BillingDeployment()
    deployed(deployment)
    entry = read(deployment.items()["acme-prod"])
    assert (entry.stack, entry.outputs.client, entry.outputs.account_id) == ("acme-prod", "Acme", "222222222222")
    assert (entry.first_seen, entry.left) == (TODAY, None)
    assert entry.outputs.web_bucket is None


def test_stacks_are_asked_for_by_their_full_name():
    deployment = BillingDeployment()
    deployed(deployment, stacks=["acme-prod", "dev"])
    assert sorted(deployment.references) == ["organization/clientenv/acme-prod", "organization/clientenv/dev"]


def test_the_first_day_is_left_alone_by_every_later_deployment(monkeypatch):
    told = []
    original = aws.dynamodb.TableItem

    def watched(name, *arguments, opts=None, **inputs):
        told.append((name, opts.ignore_changes))
        return original(name, *arguments, opts=opts, **inputs)

    monkeypatch.setattr(aws.dynamodb, "TableItem", watched)
    deployed(BillingDeployment())
    assert sorted(told, key=str) == [("acme-prod", None), ("acme-prod-first-seen", ["item"])]


def test_an_entry_takes_its_first_day_from_the_row_that_remembers_it():
    class Later(BillingDeployment):
        """The engine's answer when it ignores a change: what was there."""

        def _made(self, made, request):
            id_, outputs = super()._made(made, request)
            if made.name.endswith("-first-seen"):
                outputs = {**outputs, "item": json.dumps({**json.loads(outputs["item"]), "day": {"S": "2026-01-15"}})}
            return id_, outputs

    deployment = Later()
    deployed(deployment)
    assert deployment.items()["acme-prod"]["first_seen"] == {"S": "2026-01-15"}


def test_a_stack_that_left_is_asked_for_nothing_and_stays_as_it_was():
    before = BillingDeployment()
    deployed(before, today=date(2026, 1, 15))
    row = before.items()["acme-prod"]

    after = BillingDeployment(outputs={}, rows={"acme-prod": row})
    deployed(after, stacks=[], left={"acme-prod": LEFT})
    assert after.references == []
    assert after.items()["acme-prod"] == {**row, "left": {"S": "2026-09-30"}}
    assert read(after.items()["acme-prod"]).left == LEFT


def test_an_output_that_is_missing_fails_and_is_named():
    incomplete = {name: value for name, value in outputs_of("acme-prod").items() if name != "usage_table_arn"}
    with pytest.raises(KeyError, match="usage_table_arn"):
        deployed(BillingDeployment(outputs={"acme-prod": incomplete}))


def test_a_stack_of_another_version_is_refused():
    with pytest.raises(ValueError, match="schema_version 2"):
        outputs_text({**dict.fromkeys((*REQUIRED, *OPTIONAL)), "schema_version": 2})


def test_numbers_are_written_as_they_were_before_they_travelled():
    assert with_whole_numbers({"videos": 12.0, "fees": [1.5, 2.0], "text": "12.0", "flag": True}) == {
        "videos": 12,
        "fees": [1.5, 2],
        "text": "12.0",
        "flag": True,
    }


def test_the_text_is_the_same_whatever_the_order_of_the_outputs():
    outputs = {**dict.fromkeys(OPTIONAL), **outputs_of("acme-prod")}
    assert outputs_text(outputs) == outputs_text(dict(reversed(outputs.items())))


def test_the_reader_roles_are_those_of_stacks_that_run():
    deployment = BillingDeployment(
        rows={"dev": {"pk": {"S": "register"}, "sk": {"S": "dev"}, "outputs": {"S": "{}"}, "first_seen": {"S": "2026-01-01"}}}
    )
    register = deployed(deployment, left={"dev": LEFT})
    assert len(register.reader_roles) == 1
