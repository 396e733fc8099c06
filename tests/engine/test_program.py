"""The whole program through the engine: each shipped stack from its first `up` to its destruction, recorded once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from automation.engine.outcome import Outcome
from sandbox.demo.bootstrap import bootstrap_client_account, new_external_id
from sandbox.demo.clients import CLIENTS, STACKS, YOURS, DemoStack
from sandbox.demo.stacks import PROJECT_FOLDER, deploy
from sandbox.embedded.state import StackState
from sandbox.engine import demo_stacks
from sandbox.engine.side_by_side import side_by_side
from sandbox.server_process import running_sandbox
from sandbox.wire import plain
from tests.engine.inventory import inventory, same_each_time

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]

NAMES = [stack.name for stack in STACKS]
EXTERNAL_ID = new_external_id()
NEVER_THE_SAME = ("code", "createDate", "creationDate", "dnsEntries", "lastModified", "source", "uniqueId")
"""Outputs that tell when and where something was made. Code is compared by `codeSha256`, a file by `etag`."""


@dataclass(frozen=True)
class Life:
    state: StackState
    second: Outcome
    refreshed: Outcome
    kept: str


@dataclass(frozen=True)
class Journey:
    lives: dict[str, Life]
    shipped: dict[str, str]
    before: dict[str, set[Any]]
    left: dict[str, set[Any]]


def secrets_of(stack: DemoStack) -> dict[str, str]:
    return {"clientenv:externalId": EXTERNAL_ID} if stack.entered_by_role else {}


def shipped_files() -> dict[str, str]:
    return {path.name: path.read_text() for path in PROJECT_FOLDER.glob("Pulumi*.yaml")}


@pytest.fixture(scope="module")
def journey(sandbox: Any) -> Journey:
    shipped = shipped_files()
    bootstrap_client_account(sandbox, CLIENTS, "acme", EXTERNAL_ID)

    def live(each: DemoStack) -> Life:
        quiet = Console(quiet=True)
        state = demo_stacks.deploy(sandbox, each, secrets_of(each), quiet)
        stack = demo_stacks.engine_stack(sandbox, each)
        life = Life(state=state, second=stack.up(), refreshed=stack.refresh(), kept=json.dumps(stack.state()))
        demo_stacks.destroy(sandbox, each, quiet)
        return life

    before = {account: inventory(sandbox, account) for account in (YOURS, CLIENTS)}
    lives = side_by_side([lambda each=each: live(each) for each in STACKS])
    left = {account: inventory(sandbox, account) for account in (YOURS, CLIENTS)}
    return Journey(dict(zip(NAMES, lives, strict=True)), shipped, before, left)


@pytest.mark.parametrize("name", NAMES)
def test_a_second_up_changes_nothing(journey, name):
    life = journey.lives[name]
    made = [row for row in life.state.resources.values() if row.type.startswith("aws:")]
    assert set(life.second.changes) == {"same"}
    assert life.second.changes["same"] > len(made) > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_refresh_finds_no_drift_where_nobody_changed_anything(journey, name):
    assert [(step.name, step.type, step.properties) for step in journey.lives[name].refreshed.steps if step.operation != "same"] == []


def test_the_external_id_stands_encrypted_in_the_state(journey):
    kept = journey.lives["acme-prod"].kept
    assert EXTERNAL_ID not in kept
    assert "ciphertext" in kept


def test_nor_does_the_plan_of_a_deployment_hold_it_in_clear(sandbox, journey, tmp_path: Path):
    (acme,) = [stack for stack in STACKS if stack.name == "acme-prod"]
    file = tmp_path / "plan.json"
    demo_stacks.engine_stack(sandbox, acme, secrets_of(acme)).run("preview", "--save-plan", str(file))
    plan = file.read_text()
    assert EXTERNAL_ID not in plan
    assert "assumeRoles" in plan
    assert "ciphertext" in plan


def test_destroy_leaves_nothing_in_any_account(journey):
    assert {account: left - journey.before[account] for account, left in journey.left.items()} == {YOURS: set(), CLIENTS: set()}


def test_the_shipped_files_are_as_they_were(journey):
    assert shipped_files() == journey.shipped


def test_both_deployers_end_in_the_same_resources(journey, tmp_path: Path):
    (acme,) = [stack for stack in STACKS if stack.name == "acme-prod"]
    with running_sandbox(tmp_path / "embedded") as other:
        bootstrap_client_account(other, CLIENTS, "acme", EXTERNAL_ID)
        embedded = deploy(other, acme, secrets_of(acme), Console(quiet=True))

    one, other = made_by(journey.lives["acme-prod"].state), made_by(embedded)
    assert set(one) == set(other)
    assert {output: (one[output], other[output]) for output in one if one[output] != other[output]} == {}


def made_by(state: StackState) -> dict[tuple[str, str], str]:
    """What AWS says of each resource, by URN and output, without what is made up anew each time."""
    rows = [row for row in state.resources.values() if row.type.startswith("aws:")]
    return {
        (row.urn, name): same_each_time(json.dumps(plain(value), sort_keys=True))
        for row in rows
        for name, value in row.outputs.items()
        if name not in NEVER_THE_SAME and value is not None
    }
