"""A video's way through a deployed environment, and everything that may go wrong on it."""

import json
from datetime import datetime, timedelta

import pytest

from sandbox.demo.video import VIDEO

CLIP = VIDEO.read_bytes()


def test_a_video_is_analysed_and_metered_in_whole_seconds_in_every_placement(environment):
    environment.upload("first.mp4", CLIP)

    row = environment.until(lambda: _done(environment, "first.mp4"))

    (metered,) = [each for each in environment.usage() if each["job"]["S"] == row["video"]]
    assert metered["seconds"]["N"] == "13"  # 12.42 seconds, rounded up
    assert metered["source"]["S"] == "notice"
    assert "mp4" not in json.dumps(metered), "usage rows outlive the videos: no file name"


def test_results_say_that_their_labels_are_synthetic(acme):
    acme.upload("labels.mp4", CLIP)
    row = acme.until(lambda: _done(acme, "labels.mp4"))

    found = acme.aws("s3").get_object(Bucket=acme.outputs["results_bucket"], Key=f"results/{row['video']}.json")
    assert "sandbox-synthetic" in found["Body"].read().decode()


def test_the_same_name_uploaded_again_is_another_video(dev):
    for _ in range(2):
        dev.upload("again.mp4", CLIP)

    dev.until(lambda: len([row for row in _rows(dev, "again.mp4") if row["state"] == "done"]) == 2)
    assert len(_metered(dev, _rows(dev, "again.mp4"))) == 2


def test_a_notice_that_comes_twice_is_metered_once(dev):
    dev.sandbox.admin("POST", "rekognition/notices", {"deliver": "twice"})
    try:
        dev.upload("twice.mp4", CLIP)
        row = dev.until(lambda: _done(dev, "twice.mp4"))
        dev.quiet()
    finally:
        dev.sandbox.admin("POST", "rekognition/notices", {})

    assert len(_metered(dev, [row])) == 1
    assert _month_total(dev) == sum(int(each["seconds"]["N"]) for each in dev.usage())


def test_a_notice_that_never_comes_is_found_by_the_sweep_and_a_late_one_changes_nothing(dev):
    dev.sandbox.admin("POST", "rekognition/notices", {"deliver": "never"})
    try:
        dev.upload("lost.mp4", CLIP)
        dev.until(lambda: [row for row in _rows(dev, "lost.mp4") if row["state"] == "analysing"])
        dev.quiet()
    finally:
        dev.sandbox.admin("POST", "rekognition/notices", {})
    (row,) = _rows(dev, "lost.mp4")
    assert _metered(dev, [row]) == []

    for hours in (1, 3):  # the first sweep sees the end, and one that is late enough for no notice to be under way completes it
        dev.invoke("-sweep", json.dumps({"time": _in(hours, dev)}).encode())

    (metered,) = _metered(dev, [row])
    assert (metered["seconds"]["N"], metered["source"]["S"]) == ("13", "sweep")
    (job,) = [each for each in dev.sandbox.admin("GET", "rekognition/jobs")["jobs"] if each["JobTag"] == row["video"]]
    dev.sandbox.admin("POST", f"rekognition/jobs/{job['JobId']}/notice")  # the notice comes after all
    dev.quiet()
    assert _metered(dev, [row]) == [metered]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.mp4", b"this is not a video" * 100),
        ("empty.mp4", b""),
        ("no-mvhd.mp4", CLIP.replace(b"mvhd", b"free")),
        ("cut.mp4", CLIP[:200]),
    ],
)
def test_poison_ends_as_a_recorded_failure_and_is_not_billed(globex, name, content):
    globex.upload(name, content)

    row = globex.until(lambda: next((row for row in _rows(globex, name) if row["state"] == "failed"), None))

    assert row["reason"]
    assert _metered(globex, [row]) == []


def test_what_is_not_below_uploads_is_left_alone(globex):
    globex.upload("elsewhere.mp4", CLIP, prefix="other/")
    globex.quiet()

    assert "other/elsewhere.mp4" not in globex.videos()


def test_a_malformed_message_ends_in_the_dead_letter_queue_and_blocks_nothing(globex):
    queue = globex.resource("aws:sqs/queue:Queue", "globex-prod-uploads")
    dead = globex.resource("aws:sqs/queue:Queue", "globex-prod-uploads-dead")
    globex.aws("sqs").send_message(QueueUrl=queue.id, MessageBody="{ this is not JSON")
    globex.upload("after-poison.mp4", CLIP)

    globex.until(lambda: _done(globex, "after-poison.mp4"))
    found = globex.until(lambda: globex.aws("sqs").receive_message(QueueUrl=dead.id).get("Messages"), seconds=60)

    assert found[0]["Body"] == "{ this is not JSON"


def test_a_hundred_videos_at_once_under_a_quota_of_twenty_lose_none(dev):
    dev.sandbox.admin("POST", "rekognition/settings", {"concurrent_jobs": 20})
    names = [f"crowd-{number:03}.mp4" for number in range(100)]
    for name in names:
        dev.upload(name, CLIP)

    done = dev.until(lambda: _start_waiting_and_count(dev), seconds=110, every=1.5)

    assert done == 100
    rows = [row for row in dev.videos().values() if "crowd-" in row["key"]]
    assert len(_metered(dev, rows)) == 100
    assert _month_total(dev) == sum(int(each["seconds"]["N"]) for each in dev.usage())


def test_billing_reads_a_clients_usage_through_the_reader_role(acme):
    acme.upload("billed.mp4", CLIP)
    acme.until(lambda: _done(acme, "billed.mp4"))
    yours = acme.aws("sts", acme.sandbox.credentials("111111111111"))
    reader = {"RoleArn": acme.outputs["usage_reader_role_arn"], "RoleSessionName": "billing"}
    keys = yours.assume_role(**reader, ExternalId=_external_id(acme))["Credentials"]

    with pytest.raises(yours.exceptions.ClientError, match="AccessDenied"):
        yours.assume_role(**reader)
    table = acme.outputs["usage_table_arn"].rsplit("/", 1)[-1]
    assert acme.aws("dynamodb", keys).scan(TableName=table)["Count"] >= 1


def test_nobody_else_gets_into_a_clients_account(acme):
    stranger = acme.aws("sts", acme.sandbox.credentials("333333333333"))
    yours = acme.aws("sts", acme.sandbox.credentials("111111111111"))
    role = acme.outputs["deployment_role_arn"]

    for login, extra in ((stranger, {"ExternalId": "guess"}), (yours, {}), (yours, {"ExternalId": "guess"})):
        with pytest.raises(login.exceptions.ClientError, match="AccessDenied"):
            login.assume_role(RoleArn=role, RoleSessionName="intruder", **extra)


def _external_id(environment):
    (provider,) = [
        row for row in environment.state.resources.values() if row.type == "pulumi:providers:aws" and row.inputs.get("assumeRoles")
    ]
    (role,) = json.loads(provider.inputs["assumeRoles"])
    return role["externalId"]


def _rows(environment, name):
    return [row for row in _all_rows(environment) if row["key"] == f"uploads/{name}"]


def _all_rows(environment):
    table = environment.resource("aws:dynamodb/table:Table", "-videos").id
    pages = environment.aws("dynamodb").get_paginator("scan").paginate(TableName=table)
    flat = [{name: next(iter(value.values())) for name, value in row.items()} for page in pages for row in page["Items"]]
    return [row for row in flat if "key" in row]


def _done(environment, name):
    return next((row for row in _rows(environment, name) if row["state"] == "done"), None)


def _metered(environment, rows):
    ids = {row["video"] for row in rows}
    return [each for each in environment.usage() if each["job"]["S"] in ids]


def _month_total(environment):
    table = environment.resource("aws:dynamodb/table:Table", "-videos").id
    rows = environment.aws("dynamodb").scan(TableName=table)["Items"]
    return sum(int(row["seconds"]["N"]) for row in rows if row["video"]["S"].startswith("month#"))


def _start_waiting_and_count(environment):
    """As the five-minute rule does, without waiting five minutes."""
    environment.invoke("-start-analysis", json.dumps({"start": "waiting"}).encode())
    done = [row for row in _all_rows(environment) if "crowd-" in row["key"] and row["state"] == "done"]
    return 100 if len(done) == 100 else 0


def _in(hours, environment):
    now = datetime.fromisoformat(environment.sandbox.admin("GET", "clock")["now"])
    return (now + timedelta(hours=hours)).isoformat()
