"""Destroying is as dangerous as billing: what is protected stays, and of the rest nothing that costs money."""

import boto3
import pytest

from sandbox.demo.journey import secret_settings
from sandbox.demo.stacks import StackFailed, deploy, destroy
from sandbox.demo.video import VIDEO
from sandbox.handlers import lifecycle
from sandbox.handlers.account import ProviderAccount
from sandbox.handlers.handler import HANDLERS, load_all
from sandbox.server_process import running_sandbox
from tests.journey.conftest import SILENT, STACKS, Environment

BY_NAME = {stack.name: stack for stack in STACKS}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("destroy") / "sandbox", SANDBOX_HURRY="600") as sandbox:
        yield sandbox


def deployed(sandbox, name: str) -> Environment:
    stack = BY_NAME[name]
    return Environment(sandbox, stack, deploy(sandbox, stack, secret_settings(sandbox, stack, SILENT), SILENT))


def test_destroy_leaves_nothing_of_an_environment_that_was_used(sandbox):
    dev = deployed(sandbox, "dev")
    dev.upload("used.mp4", VIDEO.read_bytes())
    dev.until(dev.usage)
    dev.quiet()

    destroy(sandbox, dev.stack, SILENT)

    assert left_of(dev) == []


def test_a_protected_environment_stays_whole(sandbox):
    acme = deployed(sandbox, "acme-prod")

    with pytest.raises(StackFailed, match="acme-prod is protected"):
        destroy(sandbox, acme.stack, SILENT)

    gone = {row.name for row in acme.state.resources.values() if row.type in load_all()} - set(left_of(acme))
    assert gone == set()


def left_of(environment: Environment) -> list[str]:
    """Names of the resources that the AWS side still has; a key that is scheduled for deletion costs nothing."""
    load_all()
    keys = environment.sandbox.credentials(environment.stack.account_id)
    login = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], region_name="us-east-1")
    account = ProviderAccount({"region": "us-east-1"}, environment.sandbox.endpoint, login)
    rows = [row for row in environment.state.resources.values() if row.type in HANDLERS]
    return [row.name for row in rows if lifecycle.read(HANDLERS[row.type], account, row.id, row.outputs) is not None]
