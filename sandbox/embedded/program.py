"""Runs a Pulumi program in this process. One program a process: the SDK's settings are process-wide."""

import asyncio
import logging
import os
import runpy
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pulumi
from pulumi.runtime import settings
from pulumi.runtime.mocks import MockEngine, MockMonitor, MockSettings

from sandbox.embedded.remote_component import PROGRAM_LOOP
from sandbox.stack_files import StackConfig

THREADS = 256
"""A remote component holds a thread while its children need others; with few threads a program of many VPCs would hang."""


def run_program(folder: Path, monitor: MockMonitor, stack: str, config: StackConfig) -> None:
    """Runs `__main__.py` of the folder against the monitor, the way Pulumi's own language host does.

    Raises what the program or a registration raised first; the monitor knows all that failed.
    """
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(ThreadPoolExecutor(THREADS))
    PROGRAM_LOOP[:] = [loop]
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    pulumi.runtime.set_all_config(dict(config.values), sorted(config.secret_keys))
    settings.configure(
        MockSettings(  # type: ignore[no-untyped-call]
            monitor=monitor,
            engine=MockEngine(None),
            project=config.project,
            stack=stack,
            dry_run=False,
            organization="organization",
            callbacks=None,
            root_directory=str(folder),
        )
    )
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _main(folder)))
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def _main(folder: Path) -> None:
    runpy.run_path(str(folder / "__main__.py"), run_name="__main__")
