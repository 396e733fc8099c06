"""A stack's program under mocks, and the rows of a flat program that registers the same resources."""

from functools import cache
from pathlib import Path

from benchmarks.flat_program import PACKAGES, Row, register
from sandbox.stack_files import read_stack
from tests.components.recording import Deployment, Registered

ROOT = Path(__file__).parents[1]


@cache
def recorded_program(stack: str) -> Deployment:
    """Runs the whole program of a shipped stack file under mocks, once a process; only to be looked at."""
    entered_by_role = read_stack(ROOT, stack).values["clientenv:placement"] in ("client", "member")
    config = read_stack(ROOT, stack, {"clientenv:externalId": "benchmark"} if entered_by_role else {})
    deployment = Deployment(config.project, stack)
    deployment.run_main(dict(config.values), tuple(config.secret_keys))
    return deployment


def rows_of(deployment: Deployment) -> list[Row]:
    """The children of awsx components come by themselves; providers are left to their defaults."""
    remote = {each.urn for each in deployment.registered if each.type.startswith("awsx:")}
    return [_row(each) for each in deployment.registered if each.type.split(":")[0] in PACKAGES and not _below(each, remote, deployment)]


def flat_program(rows: list[Row]) -> Deployment:
    """Registers the rows under mocks."""
    deployment = Deployment("clientenv", "flat")
    deployment.deploy(lambda: [register(row, []) for row in rows])
    return deployment


def _row(each: Registered) -> Row:
    return {"type": each.type, "name": each.name, "inputs": each.inputs}


def _below(each: Registered, remote: set[str], deployment: Deployment) -> bool:
    parents = {one.urn: one.parent for one in deployment.registered}
    above = each.parent
    while above:
        if above in remote:
            return True
        above = parents.get(above, "")
    return False
