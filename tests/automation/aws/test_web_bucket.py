"""Publishing, against a bucket in memory that may break off anywhere, and against the sandbox's AWS."""

from contextlib import suppress

import pytest

from automation.aws.web_bucket import plan_web, sync_web
from automation.deploying.web_page import RECORD
from automation.exits import Exit, Stop
from sandbox.aws.server import start_in_thread
from tests.automation.web_memory import BrokenOff, WebMemory
from tests.sandbox.aws.conftest import Aws
from tests.sandbox.aws.distribution import config


@pytest.fixture
def web(tmp_path):
    folder = tmp_path / "web"
    folder.mkdir()
    for name in ("index.html", "style.css", "app.3f2a1b9c.js"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def memory():
    return WebMemory()


def contents(memory):
    return {key: each["Body"].decode() for key, each in memory.objects.items() if key != RECORD}


def on_disk(folder):
    return {each.name: each.read_text() for each in folder.iterdir()}


def test_a_folder_is_published_with_types_and_cache_headers_and_the_page_is_last(web, memory):
    done = memory.sync(web)
    assert (done.uploaded, done.deleted, done.unchanged) == (3, 0, 0)
    assert contents(memory) == on_disk(web)
    assert memory.requests[0] == "list"
    assert memory.requests[1] == f"put {RECORD}"
    assert memory.requests[4:] == ["put index.html", "invalidate", f"put {RECORD}"]
    script = memory.objects["app.3f2a1b9c.js"]
    assert (script["ContentType"], script["CacheControl"]) == ("text/javascript; charset=utf-8", "public, max-age=31536000, immutable")


def test_the_second_time_only_the_listing_is_asked_for(web, memory):
    memory.sync(web)
    memory.requests.clear()
    done = memory.sync(web)
    assert memory.requests == ["list"]
    assert (done.uploaded, done.unchanged, done.invalidation) == (0, 3, None)


def test_one_changed_file_is_one_upload_and_deletions_come_after_uploads(web, memory):
    memory.sync(web)
    memory.requests.clear()
    (web / "style.css").write_text("new")
    (web / "app.3f2a1b9c.js").unlink()
    memory.sync(web)
    assert memory.requests == ["list", "get", f"put {RECORD}", "put style.css", "delete", "invalidate", f"put {RECORD}"]
    assert contents(memory) == on_disk(web)
    assert not memory.stale_at_the_edge() - {RECORD}


def changed(web):
    """Something of everything: a new file, a changed one, a changed page, one that went."""
    (web / "new.css").write_text("new")
    (web / "style.css").write_text("changed")
    (web / "index.html").write_text("changed")
    (web / "app.3f2a1b9c.js").unlink()


@pytest.mark.parametrize("survives", range(9))
@pytest.mark.parametrize("kept", [(), ("index.html",)])
def test_killed_before_any_request_the_next_run_ends_what_was_begun_and_cloudfront_hears_of_all(web, memory, survives, kept):
    memory.place("index.html", b"index.html")
    memory.sync(web, kept)
    memory.requests.clear()
    memory.changed.clear()
    memory.forgotten.clear()
    changed(web)
    if kept:
        memory.place("index.html", b"changed")  # by `up`
    memory.survives = survives
    with suppress(BrokenOff):  # or it needs no more than these
        memory.sync(web, kept)
    memory.survives = None

    memory.sync(web, kept)

    assert contents(memory) == on_disk(web)
    assert not memory.stale_at_the_edge() - {RECORD}
    memory.requests.clear()
    assert memory.sync(web, kept).invalidation is None
    assert memory.requests == ["list"]


def test_what_the_program_placed_is_left_alone(web, memory):
    memory.place("index.html", b"of the program", ContentType="x")
    memory.sync(web, ("index.html",))
    assert memory.objects["index.html"]["Body"] == b"of the program"
    assert "put index.html" not in memory.requests


def test_a_thousand_stale_objects_and_one_take_two_deletions(web, memory):
    for number in range(1_001):
        memory.place(f"old/{number}.css", b"old")
    assert memory.sync(web).deleted == 1_001
    assert memory.requests.count("delete") == 2
    assert memory.requests.count("list") == 2
    assert contents(memory) == on_disk(web)


def test_a_file_that_changes_while_it_goes_up_is_refused(web, memory):
    plan = memory.plan(web)
    (web / "style.css").write_text("changed meanwhile")
    with pytest.raises(OSError, match="BadDigest"):
        memory.bucket().carry_out(plan, web, print)


def test_a_deletion_that_s3_refuses_is_told_and_not_taken_for_done(web, memory, monkeypatch):
    memory.place("old.css", b"old")
    refusal = {"Errors": [{"Key": "old.css", "Code": "AccessDenied"}]}
    monkeypatch.setattr(memory, "delete_objects", lambda **request: refusal)
    with pytest.raises(Stop, match=r"old\.css \(AccessDenied\).*goes on from there") as stop:
        memory.sync(web)
    assert stop.value.code == Exit.PARTLY_DONE
    assert "invalidate" not in memory.requests


# Against the sandbox's AWS: the gate, real requests, real ETags.


@pytest.fixture(scope="module")
def cloud():
    running = start_in_thread()
    yield Aws(running)
    running.stop()


@pytest.fixture
def session(cloud):
    class Session:
        def client(self, service):
            return cloud.client(service)

    return Session()


def distribution(cloud):
    return cloud.client("cloudfront").create_distribution(DistributionConfig=config(""))["Distribution"]["Id"]


def test_s3_and_cloudfront_take_it_as_it_is_asked_for(cloud, session, web):
    s3, id = cloud.client("s3"), distribution(cloud)
    s3.create_bucket(Bucket="acme-web")
    told = []
    assert len(plan_web(session, "acme-web", id, web, kept=()).uploads) == 3
    first = sync_web(session, "acme-web", id, web, told.append, kept=())
    second = sync_web(session, "acme-web", id, web, told.append, kept=())
    (web / "style.css").unlink()
    third = sync_web(session, "acme-web", id, web, told.append, kept=())

    assert [(each.uploaded, each.deleted, each.unchanged) for each in (first, second, third)] == [(3, 0, 0), (0, 0, 3), (0, 1, 2)]
    assert (sorted(told[:2]), told[2:]) == (
        ["uploaded app.3f2a1b9c.js", "uploaded style.css"],
        ["uploaded index.html", "deleted style.css"],
    )
    page = s3.head_object(Bucket="acme-web", Key="index.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "public, max-age=300")
    assert (first.invalidation is None, second.invalidation is None, third.invalidation is None) == (False, True, False)
    batch = cloud.client("cloudfront").get_invalidation(DistributionId=id, Id=third.invalidation)["Invalidation"]["InvalidationBatch"]
    assert batch["Paths"]["Items"] == ["/style.css"]


def test_a_bucket_that_is_not_there_is_told_before_anything_is_done(session, web):
    with pytest.raises(Stop, match=r"NoSuchBucket.*Nothing of the page was changed") as stop:
        sync_web(session, "nobody", "E1", web, print, kept=())
    assert stop.value.code == Exit.FAULT


def test_a_distribution_that_is_gone_leaves_the_invalidation_to_the_next_run(cloud, session, web):
    cloud.client("s3").create_bucket(Bucket="acme-web-2")
    with pytest.raises(Stop, match=r"published in part.*NoSuchDistribution") as stop:
        sync_web(session, "acme-web-2", "E0", web, lambda line: None, kept=())
    assert stop.value.code == Exit.PARTLY_DONE
    assert plan_web(session, "acme-web-2", "E0", web, kept=()).invalidation == ("/*",)
