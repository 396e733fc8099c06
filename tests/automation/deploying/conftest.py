"""A stack of your own, whose engine is played."""

import pytest

from automation import stack_secret
from automation.deploying import guarded_stack
from tests.automation.accounts import EXTERNAL_ID, YOURS, bootstrapped_accounts
from tests.automation.scripted_engine import ScriptedEngine


@pytest.fixture(scope="module")
def accounts():
    with bootstrapped_accounts() as found:
        yield found


@pytest.fixture
def engine(monkeypatch, project, accounts):
    """Lays out the engine's answers; the credentials are yours unless the test logs in elsewhere."""
    accounts.log_in(monkeypatch, YOURS)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, EXTERNAL_ID)

    def lay_out(**script):
        played = ScriptedEngine(**script)
        monkeypatch.setattr(guarded_stack, "EngineCommand", lambda: played)
        return played

    return lay_out
