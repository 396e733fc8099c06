"""Small Pulumi programs, deployed into an emulated AWS by a process of their own."""

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from sandbox.aws.server import RunningServer, start_in_thread
from sandbox.embedded.state import StackState
from sandbox.safety import sandbox_environment

ACCOUNT = "111111111111"


@dataclass
class Project:
    """A Pulumi project in a folder of its own."""

    folder: Path
    server: RunningServer
    keys: dict[str, str]

    def program(self, source: str, stack_settings: str = "config: {}", stack: str = "dev") -> "Project":
        (self.folder / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
        (self.folder / f"Pulumi.{stack}.yaml").write_text(stack_settings)
        (self.folder / "__main__.py").write_text("import pulumi\nimport pulumi_aws as aws\n" + textwrap.dedent(source))
        return self

    def run(
        self, command: str = "up", stack: str = "dev", start: Callable[[], None] | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-m", "sandbox.embedded", command, stack, "--folder", str(self.folder), "--states", str(self.states)]
        process = subprocess.Popen(
            arguments,
            env=sandbox_environment(self.server.endpoint, self.folder, self.keys, **environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=start,
        )
        assert process.stdout
        assert process.stderr
        out, err = process.stdout.read(), process.stderr.read()  # not communicate: it closes the pipe, and the child ends with its parent
        return subprocess.CompletedProcess(arguments, process.wait(60), out, err)

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


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    server = start_in_thread(tmp_path)
    yield Project(tmp_path, server, server.aws.accounts.credentials(ACCOUNT))
    server.stop()
