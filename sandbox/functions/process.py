"""A function's process with what belongs to it: its log stream, its scratch folder, how its start went."""

from __future__ import annotations

import shutil
import tempfile
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sandbox.functions.deployed_code import DeployedFunction
from sandbox.functions.environment import function_environment
from sandbox.functions.role_credentials import GOOD_SECONDS
from sandbox.functions.unpacking import BadZip, unpack
from sandbox.functions.worker import Event, Outcome, Worker


class NotRunnable(Exception):
    """The function exists but the sandbox cannot run it: the text says what is not supported."""


class DidNotStart(Exception):
    """The handler could not be imported; `process` has ended, and its `start` says why."""

    def __init__(self, process: FunctionProcess) -> None:
        super().__init__(process.start.error)
        self.process = process


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a process needs beside the function."""

    folder: Path
    """Where zips are unpacked and scratch folders are made; it must exist."""
    endpoint: str
    """The sandbox's URL."""
    credentials: Mapping[str, str]
    """AccessKeyId, SecretAccessKey, SessionToken of the execution role."""
    ahead: float
    """Seconds that the sandbox's clock is ahead of the machine's."""


class FunctionProcess:
    """One warm process of one function."""

    def __init__(self, function: DeployedFunction, around: Surroundings) -> None:
        """Unpacks, starts and imports. Raises `NotRunnable` and `DidNotStart`."""
        refuse_what_cannot_run(function)
        try:
            task_root = unpack(function, around.folder)
        except BadZip as error:
            raise NotRunnable(str(error)) from error
        self.log_stream = f"{datetime.now(UTC):%Y/%m/%d}/[{function.version}]{uuid.uuid4().hex}"
        self.good_until = time.time() + GOOD_SECONDS
        """When its credentials count as too old: epoch seconds by the sandbox's clock."""
        self._scratch = Path(tempfile.mkdtemp(dir=around.folder))
        environment = function_environment(
            function,
            endpoint=around.endpoint,
            credentials=around.credentials,
            task_root=task_root,
            scratch=self._scratch,
            log_stream=self.log_stream,
        )
        self._worker = Worker(environment | {"SANDBOX_CLOCK_OFFSET": str(around.ahead)})
        self.start: Outcome = self._worker.initialise()
        if not self.start.alive:
            self.close()
            raise DidNotStart(self)

    @property
    def process_id(self) -> int:
        """Id of the process."""
        return self._worker.process_id

    @property
    def usable(self) -> bool:
        """Whether it can take an event."""
        return self._worker.usable

    def run(self, function: DeployedFunction, body: str, request_id: str, ahead: float) -> Outcome:
        """One event."""
        trace = f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]};Parent={uuid.uuid4().hex[:16]};Sampled=0"
        event = Event(body=body, request_id=request_id, arn=function.arn, seconds=function.timeout, offset=ahead, trace=trace)
        return self._worker.invoke(event)

    def kill(self) -> None:
        """Ends the process, for any thread."""
        self._worker.kill()

    def close(self) -> None:
        """Ends the process and removes its scratch folder."""
        self._worker.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


def refuse_what_cannot_run(function: DeployedFunction) -> None:
    """Raises `NotRunnable` for a function that needs more than a zip and Python."""
    if function.package_type != "Zip":
        raise NotRunnable(f"The sandbox runs zips, not container images: {function.name}.")
    if not function.runtime.startswith("python3."):
        raise NotRunnable(f"The sandbox runs Python functions, not {function.runtime!r}: {function.name}.")
    if function.layers:
        raise NotRunnable(
            f"The sandbox runs functions without layers: {function.name} has {', '.join(function.layers)}. Put it into the zip."
        )
