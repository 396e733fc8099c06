"""The whole program through the engine: each shipped stack from its first `up` to its destruction, recorded once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from sandbox.demo.bootstrap import bootstrap_client_account, new_external_id
from sandbox.demo.clients import CLIENTS, STACKS, YOURS, DemoStack
from sandbox.demo.stacks import PROJECT_FOLDER, deploy
from sandbox.embedded.state import StackState
from sandbox.engine.deployed import deployed_state
from sandbox.engine.outcome import Outcome
from sandbox.engine.project import EngineProject
from sandbox.engine.side_by_side import side_by_side
from sandbox.server_process import running_sandbox
from tests.engine.inventory import inventory, same_each_time

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]

NAMES = [stack.name for stack in STACKS]
EXTERNAL_ID = new_external_id()
UNPROTECTED = {"clientenv:protectData": False}


@dataclass(frozen=True)
class Life:
    first: Outcome
    second: Outcome
    refreshed: Outcome
    state: StackState
    let_go: Outcome
    destroyed: Outcome


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
def journey(home: Any, sandbox: Any) -> Journey:
    shipped = shipped_files()
    bootstrap_client_account(sandbox, CLIENTS, "acme", EXTERNAL_ID)
    project = EngineProject.copied(PROJECT_FOLDER, home, home.environment(sandbox.endpoint, sandbox.credentials(YOURS)))

    def live(each: DemoStack) -> Life:
        stack = project.stack(each.name, secrets=secrets_of(each))
        first, second, refreshed, state = stack.up(), stack.up(), stack.refresh(), deployed_state(stack)
        unprotected = project.stack(each.name, settings=UNPROTECTED)
        return Life(first, second, refreshed, state, unprotected.up(), unprotected.destroy())

    before = {account: inventory(sandbox, account) for account in (YOURS, CLIENTS)}
    lives = side_by_side(project.command, [lambda each=each: live(each) for each in STACKS])
    left = {account: inventory(sandbox, account) for account in (YOURS, CLIENTS)}
    return Journey(dict(zip(NAMES, lives, strict=True)), shipped, before, left)


@pytest.mark.parametrize("name", NAMES)
def test_a_second_up_changes_nothing(journey, name):
    life = journey.lives[name]
    assert life.second.changes == {"same": life.first.changes["create"]}


@pytest.mark.parametrize("name", NAMES)
def test_a_refresh_finds_no_drift_where_nobody_changed_anything(journey, name):
    assert [(step.name, step.type, step.properties) for step in journey.lives[name].refreshed.steps if step.operation != "same"] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_stands_in_the_state_in_clear_text(journey, name):
    rows = [(row.inputs, row.outputs) for row in journey.lives[name].state.resources.values()]
    assert EXTERNAL_ID not in json.dumps(rows)


def test_destroy_leaves_nothing_in_any_account(journey):
    assert {account: left - journey.before[account] for account, left in journey.left.items()} == {YOURS: set(), CLIENTS: set()}


def test_the_shipped_files_are_as_they_were(journey):
    assert shipped_files() == journey.shipped


def test_both_deployers_end_in_the_same_resources(journey, tmp_path: Path):
    (acme,) = [stack for stack in STACKS if stack.name == "acme-prod"]
    with running_sandbox(tmp_path / "embedded") as other:
        bootstrap_client_account(other, CLIENTS, "acme", EXTERNAL_ID)
        embedded = deploy(other, acme, secrets_of(acme), Console(quiet=True))

    assert made_by(journey.lives["acme-prod"].state) == made_by(embedded)


def made_by(state: StackState) -> dict[str, str]:
    """What AWS says of each resource, without what is made up anew each time."""
    rows = [row for row in state.resources.values() if row.type.startswith("aws:")]
    return {row.urn: same_each_time(json.dumps(row.outputs, sort_keys=True)) for row in rows}
