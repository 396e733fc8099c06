"""A sandbox for one benchmark, gone with everything in it afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.server_process import Sandbox, running_sandbox


@contextmanager
def own_sandbox() -> Iterator[Sandbox]:
    with tempfile.TemporaryDirectory() as folder, running_sandbox(Path(folder) / "aws") as sandbox:
        yield sandbox
