"""What the demo says when a month has passed."""

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from sandbox.demo import retention
from sandbox.demo.clients import STACKS
from sandbox.demo.retention import LATER, NotCleanedUp, let_retention_pass

USAGE = [{"seconds": {"N": "13"}}, {"seconds": {"N": "7"}}]


class Account:
    """An environment whose clean-up comes after so many looks."""

    def __init__(self, looks=2, usage_after=USAGE):
        self.looks, self.usage_after = looks, usage_after

    def objects(self):
        self.looks -= 1
        return [1024, 2048] if self.looks >= 0 else []

    def usage(self):
        return USAGE if self.looks >= 0 else self.usage_after


def pass_the_month(monkeypatch, account):
    asked, output = [], io.StringIO()
    sandbox = SimpleNamespace(admin=lambda *request: asked.append(request))
    monkeypatch.setattr(retention, "ClientAccount", lambda *_: account)
    monkeypatch.setattr(retention, "GONE_WITHIN", 0.3)
    states = [(STACKS[0], SimpleNamespace(outputs={}))]
    let_retention_pass(sandbox, states, Console(file=output, width=120))
    assert asked == [("POST", "clock", {"forward_seconds": LATER.total_seconds()})]
    return output.getvalue()


def test_it_says_what_went_and_what_stayed(monkeypatch):
    said = pass_the_month(monkeypatch, Account())
    assert "32 days pass" in said
    assert "dev: upload and result are gone (3 KB); 20 metered seconds stay" in said


def test_a_clean_up_that_never_comes_is_said(monkeypatch):
    with pytest.raises(NotCleanedUp, match="dev: 2 objects past their retention are still there"):
        pass_the_month(monkeypatch, Account(looks=1000))


def test_usage_that_went_too_is_said(monkeypatch):
    with pytest.raises(NotCleanedUp, match="has touched what was metered"):
        pass_the_month(monkeypatch, Account(usage_after=USAGE[:1]))
