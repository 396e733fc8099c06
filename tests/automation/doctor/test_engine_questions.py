"""What the engine is asked, at its seam; and the locks of every kind of backend."""

import json

import pytest
from pulumi.automation import CommandResult

from automation.doctoring import engine_questions
from automation.doctoring.answer import PULUMI_NEEDED, Answer
from automation.doctoring.backend import Backend
from automation.doctoring.engine_questions import Engine

LOCK = json.dumps({"pid": 7, "username": "ada", "hostname": "desk", "timestamp": "2026-11-26T11:00:00Z"})
TOLD = "by ada@desk (process 7), since 2026-11-26T11:00:00Z"


@pytest.fixture
def engine(tmp_path):
    """An engine that says `answers[first word]`, as (exit code, output, errors)."""

    class Scripted:
        answers = {}
        asked = []

        def execute(self, words, folder, environment):
            self.asked.append(tuple(words))
            code, out, err = self.answers[words[0]]
            return CommandResult(code=code, stdout=out, stderr=err)

    made = Engine(tmp_path, lambda url, path: Answer(value={}))
    made.command = Scripted()
    return made


def says(engine, word, out="", err="", code=0):
    engine.command.answers[word] = (code, out, err)
    return engine


def test_a_backend_says_where_it_is_and_who_you_are(engine):
    says(engine, "whoami", '{"user": "ada", "url": "s3://states"}')
    assert engine.backend().value == Backend(url="s3://states", user="ada")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions", "`pulumi` is not logged in"),
        ('error: unable to open state directory "file:///x": no such file', 'unable to open state directory "file:///x": no such file'),
    ],
)
def test_a_backend_that_cannot_be_reached_has_the_engine_s_reason(engine, words, why):
    assert says(engine, "whoami", err=words, code=3).backend().refused == why


def test_without_pulumi_every_question_says_so_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(engine_questions, "is_installed", lambda: False)
    engine = Engine(tmp_path, lambda url, path: Answer())
    refused = {engine.backend().refused, engine.state("dev").refused, engine.locks("dev", Backend(url="https://x", user="a")).refused}
    assert refused == {PULUMI_NEEDED}


def test_a_state_is_read_and_a_stack_that_is_not_there_is_empty(engine):
    assert says(engine, "stack", '{"deployment": {"resources": [{}]}}').state("dev").value == {"resources": [{}]}
    assert says(engine, "stack", '{"deployment": null}').state("dev").value == {"resources": []}
    assert says(engine, "stack", err="error: no stack named 'dev' found", code=6).state("dev").value == {}
    assert says(engine, "stack", err="error: checksum mismatch", code=1).state("dev").refused == "checksum mismatch"


def test_no_question_takes_a_lock_or_writes(engine):
    says(says(engine, "whoami", '{"user": "a", "url": "https://x"}'), "stack", "[]")
    engine.command.asked.clear()
    backend = engine.backend().value
    engine.locks("dev", backend)
    says(engine, "stack", "{}").state("dev")
    assert engine.command.asked == [("whoami", "--json"), ("stack", "ls", "--json"), ("stack", "export", "--stack", "dev")]


def locks(engine, url):
    return [each.told for each in engine.locks("dev", Backend(url=url, user="ada")).known()]


@pytest.mark.parametrize("url", ["file://{folder}", "file://.", "file://./?no_tmp_dir=true"])
def test_a_lock_in_a_folder_is_seen(engine, tmp_path, url):
    url = url.format(folder=tmp_path)
    assert locks(engine, url) == []
    folder = tmp_path / ".pulumi/locks/organization/clientenv"
    (folder / "dev").mkdir(parents=True)
    (folder / "dev-two").mkdir()
    (folder / "dev-two/other.json").write_text(LOCK)
    assert locks(engine, url) == []
    (folder / "dev/1.json").write_text(LOCK)
    (folder / "dev/2.json").write_text("half a lo")
    assert locks(engine, url) == [TOLD, "by somebody unnamed"]


def test_a_folder_of_the_home_is_below_the_home(engine, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".pulumi/locks/organization/clientenv/dev").mkdir(parents=True)
    (tmp_path / ".pulumi/locks/organization/clientenv/dev/1.json").write_text(LOCK)
    assert locks(engine, "file://~") == [TOLD]


def test_a_lock_in_a_bucket_is_looked_for_below_the_stack_alone(tmp_path):
    asked = []
    engine = Engine(tmp_path, lambda url, path: asked.append((url, path)) or Answer(value={"k": LOCK}))
    assert locks(engine, "s3://states/team?region=eu-central-1") == [TOLD]
    assert asked == [("s3://states/team?region=eu-central-1", ".pulumi/locks/organization/clientenv/dev/")]


def test_pulumi_cloud_says_whether_an_update_is_under_way(engine):
    rows = [{"name": "org/clientenv/dev", "updateInProgress": True}, {"name": "acme-prod", "updateInProgress": True}]
    assert locks(says(engine, "stack", json.dumps(rows)), "https://api.pulumi.com") == ["by an update that is in progress"]
    rows[0]["updateInProgress"] = False
    assert locks(says(engine, "stack", json.dumps(rows)), "https://api.pulumi.com") == []


def test_of_other_backends_it_is_said_that_nobody_looked(engine):
    assert "gs:// backend" in engine.locks("dev", Backend(url="gs://states", user="ada")).refused
