"""One sandbox with the three shipped stacks, deployed once for all journey tests (they are one xdist group)."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from rich.console import Console

from billing.infra.outputs import BillingOutputs
from billing.ledger.ledger import Ledger
from sandbox.demo.clients import BILLING, STACKS, YOURS, DemoStack
from sandbox.demo.journey import deploy_all, deploy_billing
from sandbox.demo.video import ClientAccount
from sandbox.embedded.state import Resource, StackState
from sandbox.server_process import Sandbox, running_sandbox
from sandbox.wire import plain

SILENT = Console(file=io.StringIO())


@dataclass
class Environment:
    """A deployed stack and the login of its account."""

    sandbox: Sandbox
    stack: DemoStack
    state: StackState

    @cached_property
    def outputs(self) -> dict[str, Any]:
        return plain(self.state.outputs)

    @cached_property
    def client(self) -> ClientAccount:
        return ClientAccount(self.sandbox, self.stack, self.outputs)

    def aws(self, service: str, keys: dict[str, str] | None = None, region: str = "us-east-1"):
        keys = keys or self.sandbox.credentials(self.stack.account_id)
        return boto3.client(
            service,
            endpoint_url=self.sandbox.endpoint,
            region_name=region,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    def resource(self, type_: str, name: str) -> Resource:
        """The resource of this type whose name ends so."""
        (found,) = [row for row in self.state.resources.values() if row.type == type_ and row.name.endswith(name)]
        return found

    def upload(self, name: str, content: bytes, prefix: str = "uploads/") -> str:
        """Puts an object; returns its version."""
        answer = self.aws("s3").put_object(Bucket=self.outputs["uploads_bucket"], Key=f"{prefix}{name}", Body=content)
        return answer["VersionId"]

    def videos(self) -> dict[str, dict[str, str]]:
        """Rows of the videos table by object key."""
        rows = self.aws("dynamodb").scan(TableName=self.resource("aws:dynamodb/table:Table", "-videos").id)["Items"]
        flat = [{name: next(iter(value.values())) for name, value in row.items()} for row in rows]
        return {row["key"]: row for row in flat if "key" in row}

    def usage(self) -> list[dict[str, Any]]:
        return self.client.usage()

    def invoke(self, function: str, payload: bytes = b"{}") -> dict[str, Any]:
        name = self.resource("aws:lambda/function:Function", function).id
        return self.aws("lambda").invoke(FunctionName=name, Payload=payload)

    def quiet(self) -> None:
        self.sandbox.admin("GET", "pump?wait=30")

    def until(self, there: Callable[[], Any], seconds: float = 40, every: float = 0.2) -> Any:
        """Waits until something is there, and looks every so many seconds; fails when it never comes."""
        end = time.monotonic() + seconds
        while not (found := there()):
            assert time.monotonic() < end, f"not there after {seconds} seconds"
            time.sleep(every)
        return found


class Billing(Environment):
    """Billing's stack and the login of the payer."""

    @cached_property
    def told(self) -> BillingOutputs:
        return BillingOutputs.from_outputs(self.outputs)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.aws("dynamodb"), self.told.ledger_table, seller=YOURS)


@pytest.fixture(scope="session")
def environments(tmp_path_factory) -> Iterator[dict[str, Environment]]:
    folder: Path = tmp_path_factory.mktemp("journey") / "sandbox"
    with running_sandbox(folder, SANDBOX_HURRY="600", SANDBOX_CATCH_UP="1") as sandbox:
        yield {stack.name: Environment(sandbox, stack, state) for stack, state in deploy_all(sandbox, SILENT)}


@pytest.fixture(scope="session")
def billing(environments) -> Billing:
    """Beside the three."""
    sandbox = environments["dev"].sandbox
    states = [(each.stack, each.state) for each in environments.values()]
    return Billing(sandbox, BILLING, deploy_billing(sandbox, states, SILENT))


@pytest.fixture(params=[stack.name for stack in STACKS])
def environment(request, environments) -> Environment:
    """Each of the three."""
    return environments[request.param]


@pytest.fixture
def acme(environments) -> Environment:
    return environments["acme-prod"]


@pytest.fixture
def globex(environments) -> Environment:
    return environments["globex-prod"]


@pytest.fixture
def dev(environments) -> Environment:
    return environments["dev"]
