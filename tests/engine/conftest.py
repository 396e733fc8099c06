"""The real engine against an emulated AWS. Without the `pulumi` command these tests do not run, and say so in one line."""

import shutil
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sandbox.engine.home import EngineHome
from sandbox.engine.project import EngineProject
from sandbox.engine.stack import EngineStack
from sandbox.server_process import Sandbox, running_sandbox

WHY_NOT = "not run: the tests of the engine tier need the `pulumi` command, which is not on PATH"
ACCOUNTS = count(300000000001)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "engine: needs the `pulumi` command")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if shutil.which("pulumi") is None:
        for item in items:
            if item.get_closest_marker("engine"):
                item.add_marker(pytest.mark.skip(reason=WHY_NOT))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [report for report in terminalreporter.getreports("skipped") if WHY_NOT in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} {WHY_NOT}")


@dataclass
class SmallProject:
    """A Pulumi project in a folder of its own, logged in to an account that no other test uses."""

    folder: Path
    home: EngineHome
    sandbox: Sandbox
    account_id: str
    name: str

    @cached_property
    def engine(self) -> EngineProject:
        environment = self.home.environment(self.sandbox.endpoint, self.sandbox.credentials(self.account_id))
        return EngineProject.copied(self.folder, self.home, environment)

    def program(self, source: str) -> "SmallProject":
        """Writes the program; `aws` and `pulumi` are imported."""
        (self.folder / "Pulumi.yaml").write_text(f"name: {self.name}\nruntime: python\n")
        (self.folder / "__main__.py").write_text("import json\nimport pulumi\nimport pulumi_aws as aws\n" + textwrap.dedent(source))
        return self

    def stack(self, name: str = "dev", settings: Mapping[str, Any] | None = None, secrets: Mapping[str, str] | None = None) -> EngineStack:
        return self.engine.stack(name, settings, secrets)

    def aws(self, service: str, account_id: str = "") -> Any:
        """A client of the account, as an administrator would have who changes things by hand."""
        return client(self.sandbox, service, account_id or self.account_id)

    def left(self, account_id: str = "") -> dict[str, list[str]]:
        """What there is in the account, by kind; kinds of which there is nothing are left out."""
        found = {
            kind: _names(self.aws(service, account_id), operation, result, name)
            for kind, (service, operation, result, name) in KINDS.items()
        }
        return {kind: names for kind, names in found.items() if names}


KINDS = {
    "buckets": ("s3", "list_buckets", "Buckets", "Name"),
    "queues": ("sqs", "list_queues", "QueueUrls", None),
    "roles": ("iam", "list_roles", "Roles", "RoleName"),
    "tables": ("dynamodb", "list_tables", "TableNames", None),
    "topics": ("sns", "list_topics", "Topics", "TopicArn"),
}
"""What the small programs of these tests make, and the call that lists it."""


def _names(aws: Any, operation: str, result: str, name: str | None) -> list[str]:
    found = getattr(aws, operation)().get(result, [])
    return sorted(each[name] for each in found) if name else sorted(found)


def client(sandbox: Sandbox, service: str, account_id: str) -> Any:
    keys = sandbox.credentials(account_id)
    return boto3.client(
        service,
        endpoint_url=sandbox.endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        config=Config(s3={"addressing_style": "path"}),
    )


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("engine-aws")) as running:
        yield running


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> EngineHome:
    return EngineHome.prepared(tmp_path_factory.mktemp("engine-home"))


def small_project(folder: Path, home: EngineHome, sandbox: Sandbox) -> SmallProject:
    account_id = str(next(ACCOUNTS))
    return SmallProject(folder, home, sandbox, account_id, f"small-{account_id[-3:]}")


@pytest.fixture
def project(tmp_path: Path, home: EngineHome, sandbox: Sandbox) -> SmallProject:
    return small_project(tmp_path, home, sandbox)
