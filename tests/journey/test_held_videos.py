"""Held videos of a deployed environment: the command asks and tells the function that is deployed there."""

import json
from dataclasses import asdict, replace

import pytest
from botocore.session import Session

from automation.aws.stack_account import Entered
from automation.cli import run as run_command
from automation.deploying import guarded_stack
from automation.deploying.guarded_stack import GuardedStack
from automation.stack_file import read_settings, read_stack_file
from lambdas.videos.identity import video_id
from tests.automation.conftest import ROOT

NAMES = ["held-1.mp4", "held-2.mp4", "held-3.mp4"]


def held(environment):
    """Three videos that the month's limit holds; no upload is behind them, so none can be analysed."""
    table = environment.resource("aws:dynamodb/table:Table", "-videos").id
    ids = []
    for number, name in enumerate(NAMES):
        bucket, key, since = environment.outputs["uploads_bucket"], f"uploads/{name}", f"2026-11-0{number + 1}T10:00:00.000000+00:00"
        ids.append(video_id(bucket, key, "v1"))
        words = {"video": ids[-1], "state": "held", "updated": since, "recorded_at": since, "bucket": bucket, "key": key, "version": "v1"}
        environment.aws("dynamodb").put_item(
            TableName=table, Item={**{name: {"S": value} for name, value in words.items()}, "size": {"N": "1000"}}
        )
    return ids


@pytest.fixture
def entered(acme, monkeypatch, tmp_path):
    """The command in acme's account, as the guard would hand it over."""
    keys = acme.sandbox.credentials(acme.stack.account_id)
    session = Session()
    session.set_config_variable("region", acme.outputs["home_region"])
    session.set_credentials(keys["AccessKeyId"], keys["SecretAccessKey"])
    monkeypatch.setenv("AWS_ENDPOINT_URL", acme.sandbox.endpoint)
    file = read_stack_file("acme-prod", ROOT)
    stack = GuardedStack(
        file=replace(file, path=tmp_path / file.path.name),
        settings=read_settings(file),
        account=Entered(account_id=acme.stack.account_id, by="arn:aws:iam::111111111111:user/anna", core=session, own_core=session),
        engine=None,
        state={"resources": [asdict(each) for each in acme.state.resources.values()]},
    )
    monkeypatch.setattr(guarded_stack, "guarded_stack", lambda name: stack)


@pytest.fixture
def released(monkeypatch, capsys):
    """Types `clientenv release acme-prod` and more; answers with the exit code and the output."""

    def run(*words):
        monkeypatch.setattr("sys.argv", ["clientenv", "release", "acme-prod", *words])
        with pytest.raises(SystemExit) as ended:
            run_command()
        return ended.value.code or 0, capsys.readouterr().out

    return run


def test_held_videos_are_listed_released_and_given_up_by_the_deployed_function(acme, entered, released):
    first, second, third = held(acme)

    listed = json.loads(released("--json")[1])["held"]
    assert [(each["id"], each["bytes"]) for each in listed] == [(id, 1000) for id in (first, second, third)]
    assert "mp4" not in json.dumps(listed)
    named = json.loads(released("--names", "--json")[1])["held"]
    assert [each["name"] for each in named] == [f"uploads/{name}" for name in NAMES]

    code, out = released("--release", first[:8], "--discard", second[:8], "--yes", "--json")

    assert (code, json.loads(out)["decided"]) == (0, {"released": 1, "discarded": 1, "skipped": 0})
    rows = {row["video"]: row for row in acme.videos().values()}
    assert rows[first]["released_by"] == "arn:aws:iam::111111111111:user/anna"
    assert [rows[each]["state"] for each in (second, third)] == ["discarded", "held"]
    assert json.loads(released("--discard-all", "--yes", "--json")[1])["decided"]["discarded"] == 1
    assert "no video is held" in released()[1]
