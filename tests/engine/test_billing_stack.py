"""Billing through the engine: its whole stack from the first `up` to its destruction, and its register over months."""

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from automation.engine.outcome import Outcome
from sandbox.demo.clients import YOURS
from sandbox.demo.stacks import PROJECT_FOLDER
from sandbox.engine.home import EngineHome
from sandbox.engine.project import EngineProject
from tests.billing.infra.stacks import outputs_of
from tests.engine.conftest import client
from tests.engine.inventory import inventory

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]

SAYS = """
import json
import pulumi
for name, value in json.loads(pulumi.Config().require("outputs")).items():
    pulumi.export(name, value)
"""
REGISTER = """
import json
from datetime import date
import pulumi
import pulumi_aws as aws
from billing.infra.register_entries import RegisterEntries, RegisterEntriesArgs
config = pulumi.Config()
keys = [{"name": name, "type": "S"} for name in ("pk", "sk")]
table = aws.dynamodb.Table("ledger", name="ledger", billing_mode="PAY_PER_REQUEST", hash_key="pk", range_key="sk", attributes=keys)
left = {stack: date.fromisoformat(day) for stack, day in json.loads(config.require("left")).items()}
stacks, today = json.loads(config.require("stacks")), date.fromisoformat(config.require("today"))
RegisterEntries("register", RegisterEntriesArgs(table=table, stacks=stacks, left=left, today=today))
"""


class Office:
    """One backend with a project that speaks for the client stacks, and billing's own beside it."""

    def __init__(self, folder: Path, sandbox: Any, account_id: str) -> None:
        self.folder, self.sandbox, self.account_id = folder, sandbox, account_id
        self.home = EngineHome.prepared(folder / "home")

    def project(self, name: str, source: str) -> EngineProject:
        (folder := self.folder / name).mkdir(exist_ok=True)
        (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
        (folder / "__main__.py").write_text(textwrap.dedent(source))
        return self.copied(folder)

    def copied(self, folder: Path) -> EngineProject:
        environment = self.home.environment(self.sandbox.endpoint, self.sandbox.credentials(self.account_id))
        return EngineProject.copied(folder, self.home, environment)

    def says(self, stack: str, **more: Any) -> Any:
        """The client's stack, deployed anew with these outputs."""
        made = self.project("clientenv", SAYS).stack(stack, {"clientenv:outputs": json.dumps(outputs_of(stack, **more))})
        made.up()
        return made

    def rows(self, table: str) -> dict[str, dict[str, str]]:
        """The register by stack."""
        found = client(self.sandbox, "dynamodb", self.account_id).query(
            TableName=table, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": "register"}}
        )["Items"]
        return {item["sk"]["S"]: {name: value["S"] for name, value in item.items()} for item in found}


def test_an_entry_keeps_its_first_day_follows_its_stack_and_stays_when_that_has_left(tmp_path, sandbox):
    office = Office(tmp_path, sandbox, "300000009001")
    register = office.project("register", REGISTER)

    def up(today, stacks=(), left=None):
        told = {"today": today, "stacks": json.dumps(stacks), "left": json.dumps(left or {})}
        register.stack("dev", {f"register:{key}": value for key, value in told.items()}).up()
        return office.rows("ledger")["globex-prod"]

    office.says("globex-prod")
    first = up("2026-01-15", ["globex-prod"])
    assert (first["first_seen"], json.loads(first["outputs"])["results_bucket"]) == ("2026-01-15", "globex-prod-results")

    stack = office.says("globex-prod", results_bucket="another")
    later = up("2026-02-20", ["globex-prod"])
    assert (later["first_seen"], json.loads(later["outputs"])["results_bucket"]) == ("2026-01-15", "another")

    stack.destroy()
    assert up("2026-04-01", left={"globex-prod": "2026-03-31"}) == {**later, "left": "2026-03-31"}
    assert up("2026-05-01", left={"globex-prod": "2026-03-31"}) == {**later, "left": "2026-03-31"}


def test_a_second_up_changes_nothing_nothing_drifts_and_destroy_leaves_nothing(tmp_path, sandbox):
    office = Office(tmp_path, sandbox, YOURS)
    for stack in ("dev", "globex-prod"):
        office.says(stack)
    settings = {"clientenv-billing:stacks": ["dev", "globex-prod"], "clientenv-billing:protectData": False}
    before = inventory(sandbox, YOURS)
    billing = office.copied(PROJECT_FOLDER / "billing").stack("payer", settings)

    billing.up()
    assert set(office.rows(billing.outputs()["ledger_table"].value)) == {"dev", "globex-prod"}
    assert changed(billing.up()) == []
    assert changed(billing.refresh()) == []
    billing.destroy()
    assert inventory(sandbox, YOURS) - before == set()


def changed(outcome: Outcome) -> list[Any]:
    """Other stacks are read every time."""
    return [(step.name, step.type, step.operation, step.properties) for step in outcome.steps if step.operation not in ("same", "read")]
