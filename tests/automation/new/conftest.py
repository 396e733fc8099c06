"""`pulumi`, played or missing."""

import subprocess

import pytest

from automation import new
from automation.stack_secret import store_external_id


@pytest.fixture
def pulumi(monkeypatch):
    """Takes the place of the `pulumi` command: remembers what it was told, and answers with success."""
    calls = []

    def run(words, given=""):
        calls.append((list(words), given))
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(new, "is_installed", lambda: True)
    monkeypatch.setattr(new, "store_external_id", lambda stack, folder, secret: store_external_id(stack, folder, secret, run))
    return calls


@pytest.fixture
def no_pulumi(monkeypatch):
    monkeypatch.setattr(new, "is_installed", lambda: False)
