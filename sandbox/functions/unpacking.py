"""A deployed zip, unpacked once per content: <folder>/<account>/<name>/<first 16 digits of its SHA-256>/."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import threading
import zipfile
from pathlib import Path

from sandbox.functions.deployed_code import DeployedFunction

_one_at_a_time = threading.Lock()


class BadZip(Exception):
    """The code cannot be unpacked."""


def unpack(function: DeployedFunction, folder: Path) -> Path:
    """The folder that holds the function's files (LAMBDA_TASK_ROOT). Raises `BadZip`.

    A half-unpacked folder is never seen: the files are put aside first and moved in one step.
    """
    target = folder / function.account / function.name / function.code_digest[:16]
    with _one_at_a_time:
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            aside = Path(tempfile.mkdtemp(dir=target.parent))
            try:
                _extract(function, aside)
                os.rename(aside, target)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    return target


def _extract(function: DeployedFunction, into: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(function.code)) as archive:
            for name in archive.namelist():
                if name.startswith("/") or ".." in Path(name).parts:
                    raise BadZip(f"{function.name}: the zip holds {name!r}, which leads out of its own folder. Build it anew.")
            archive.extractall(into)
    except zipfile.BadZipFile as error:
        raise BadZip(f"{function.name}: {len(function.code)} bytes of code are not a zip file ({error}). Deploy a zip.") from error
