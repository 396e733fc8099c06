"""Commands as they are typed."""

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
import typer.main

ROOT = Path(__file__).parents[2]
typer.main.get_command = cache(typer.main.get_command)  # typer reads the options of all commands anew at each call: half of a short one


@pytest.fixture
def typed(monkeypatch, capsys):
    """Runs `clientenv` with these words; answers with exit code, output and errors."""
    from automation.cli import run as run_command

    def run(*words):
        monkeypatch.setattr("sys.argv", ["clientenv", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            run_command()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the project's settings, in which a command may write."""
    for path in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(path, tmp_path)
    (tmp_path / "billing").mkdir()
    shutil.copy(ROOT / "billing" / "Pulumi.payer.yaml", tmp_path / "billing")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def records(project):
    """Audit records that commands have left beside the stack files: of how they ended, or of what they were about to do."""

    def read(begun=False):
        found = sorted((project / ".clientenv" / "audit").rglob("*.json"))
        return [json.loads(path.read_text()) for path in found if path.stem.endswith("-begun") is begun]

    return read
