"""A stack of your own, whose engine is played, and AWS around it where it is destroyed."""

import pytest

from automation import stack_secret
from automation.aws import destruction as boundary
from automation.aws.stack_account import Entered
from automation.deploying import guarded_stack
from tests.automation.accounts import EXTERNAL_ID, YOURS, bootstrapped_accounts
from tests.automation.deploying.destroying import Around, export
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
        monkeypatch.setattr(guarded_stack, "Pulumi", lambda: played)
        return played

    return lay_out


@pytest.fixture
def around(monkeypatch):
    made = Around()

    def options(*, billing, copies, lost):
        made.copies, made.lost = copies, lost
        return made

    monkeypatch.setattr(boundary, "AwsSurroundings", options)
    return made


@pytest.fixture
def play(engine, around, project, monkeypatch):
    """Lays out the states that the engine exports and what its destructions answer. Who you are is known without asking AWS."""
    you = Entered(account_id=YOURS, by=f"arn:aws:iam::{YOURS}:user/admin", core=None, own_core=None)
    monkeypatch.setattr("automation.aws.stack_account.enter", lambda *_: you)

    def lay_out(*states, protect=False, **answers):
        if protect:
            path = project / "Pulumi.dev.yaml"
            path.write_text(path.read_text().replace("protectData: false", "protectData: true"))
        around.played = engine(stack_export=[export(each) for each in states], **answers)
        return around.played

    return lay_out
