"""Commands that make no end of their own of an interrupt."""

import os
import signal

import pytest

from automation import verifying
from automation.exits import Exit


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_command_says_so_and_ends_with_a_code_of_its_own(typed, monkeypatch, number, tmp_path):
    monkeypatch.setattr(verifying, "verify_certificate", lambda *_: os.kill(os.getpid(), number))
    (tmp_path / "book.json").write_text("{}")
    code, out, err = typed("verify", tmp_path / "book.json", "--key", tmp_path / "book.json")
    assert (code, out, err.strip()) == (Exit.FAULT, "", "Interrupted. Nothing further was done.")
