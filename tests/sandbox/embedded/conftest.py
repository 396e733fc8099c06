"""Small Pulumi programs, deployed into an emulated AWS by a process of their own."""

import subprocess
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from sandbox.aws.server import RunningServer, start_in_thread
from sandbox.embedded.state import StackState
from sandbox.safety import sandbox_environment
from tests.sandbox.embedded.warm_start import WarmStart

ACCOUNT = "111111111111"


@dataclass
class Project:
    """A Pulumi project in a folder of its own."""

    folder: Path
    server: RunningServer
    keys: dict[str, str]
    warm: WarmStart

    def program(self, source: str, stack_settings: str = "config: {}", stack: str = "dev") -> "Project":
        (self.folder / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
        (self.folder / f"Pulumi.{stack}.yaml").write_text(stack_settings)
        (self.folder / "__main__.py").write_text("import pulumi\nimport pulumi_aws as aws\n" + textwrap.dedent(source))
        return self

    def run(self, command: str = "up", stack: str = "dev", longest_file: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        """`python -m sandbox.embedded ...` in a process of its own; no file may grow beyond `longest_file` bytes, where that is given."""
        arguments = [command, stack, "--folder", str(self.folder), "--states", str(self.states)]
        environment = sandbox_environment(self.server.endpoint, self.folder, self.keys, **environment)
        code = self.warm.run(arguments, environment, self.folder / "out", self.folder / "err", longest_file)
        return subprocess.CompletedProcess(arguments, code, (self.folder / "out").read_text(), (self.folder / "err").read_text())

    @property
    def states(self) -> Path:
        return self.folder / "states"

    def state(self, stack: str = "dev") -> StackState:
        return StackState.load(self.states, "small", stack)

    def aws(self, service: str):
        return boto3.client(
            service,
            endpoint_url=self.server.endpoint,
            region_name="us-east-1",
            aws_access_key_id=self.keys["AccessKeyId"],
            aws_secret_access_key=self.keys["SecretAccessKey"],
        )


@pytest.fixture(scope="session")
def warm_start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmStart]:
    with WarmStart.running(sandbox_environment("http://127.0.0.1:9", tmp_path_factory.mktemp("warm"))) as warm:
        yield warm


@pytest.fixture
def project(tmp_path: Path, warm_start: WarmStart) -> Iterator[Project]:
    server = start_in_thread(tmp_path)
    yield Project(tmp_path, server, server.aws.accounts.credentials(ACCOUNT), warm_start)
    server.stop()
