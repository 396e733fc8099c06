"""What publishing comes to, as a plan."""

import json

import pytest

from automation.deploying.web_files import SOON_OLD, WebFile, WebFolder
from automation.deploying.web_page import MOST_PATHS, NO_RECORD, Record, placed_by_program, plan_sync, published

BUCKET_OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"


def file(key, md5="1", **more):
    type_ = "text/html; charset=utf-8" if key.endswith(".html") else "text/css; charset=utf-8"
    return WebFile(**{"key": key, "md5": md5, "size": 3, "content_type": type_, "cache_control": SOON_OLD, **more})


def folder(*files, left_out=()):
    return WebFolder(files=files, left_out=left_out)


def listing_of(*files):
    return {each.key: each.md5 for each in files}


PAGE, STYLE = file("index.html"), file("style.css")
THERE = folder(PAGE, STYLE)
LISTED = listing_of(PAGE, STYLE)
RECORD = published(THERE, LISTED, ())


def keys(plan):
    return [each.key for each in plan.uploads]


def test_the_first_time_everything_goes_up_pages_last_and_cloudfront_forgets_everything():
    plan = plan_sync(folder(file("a.html"), PAGE, STYLE), {}, NO_RECORD, ())
    assert keys(plan) == ["style.css", "a.html", "index.html"]
    assert (plan.deletions, plan.invalidation, plan.unchanged) == ((), ("/*",), 0)


def test_nothing_is_to_be_done_where_all_is_there():
    plan = plan_sync(THERE, LISTED, RECORD, ())
    assert plan.is_empty
    assert (keys(plan), plan.deletions, plan.unchanged) == ([], (), 2)


def test_changed_contents_go_up_alone_and_only_their_path_is_forgotten():
    plan = plan_sync(folder(PAGE, file("style.css", "2")), LISTED, RECORD, ())
    assert (keys(plan), plan.invalidation, plan.unchanged) == (["style.css"], ("/style.css",), 1)


@pytest.mark.parametrize("header", ["content_type", "cache_control"])
def test_a_changed_header_is_a_change_although_the_contents_are_the_same(header):
    plan = plan_sync(folder(PAGE, file("style.css", **{header: "other"})), LISTED, RECORD, ())
    assert (keys(plan), plan.invalidation) == (["style.css"], ("/style.css",))


def test_what_somebody_changed_in_the_bucket_is_put_right():
    plan = plan_sync(THERE, LISTED | {"style.css": "other", "by-hand.html": "3"}, RECORD, ())
    assert (keys(plan), plan.deletions) == (["style.css"], ("by-hand.html",))


def test_what_is_no_file_any_more_goes():
    plan = plan_sync(folder(PAGE), LISTED, RECORD, ())
    assert (plan.deletions, plan.invalidation) == (("style.css",), ("/style.css",))


def test_the_page_is_forgotten_under_both_its_paths():
    plan = plan_sync(folder(file("index.html", "2"), STYLE), LISTED, RECORD, ())
    assert plan.invalidation == ("/index.html", "/")


def test_names_are_spelt_as_cloudfront_takes_them():
    plan = plan_sync(folder(PAGE, STYLE, file("größe 1/a+b*.css")), LISTED, RECORD, ())
    assert plan.invalidation == ("/gr%C3%B6%C3%9Fe%201/a%2Bb%2A.css",)


@pytest.mark.parametrize(("more", "told"), [(MOST_PATHS, MOST_PATHS), (MOST_PATHS + 1, 1)])
def test_beyond_a_number_of_paths_cloudfront_forgets_everything(more, told):
    plan = plan_sync(folder(PAGE, STYLE, *(file(f"{n}.css") for n in range(more))), LISTED, RECORD, ())
    assert len(plan.invalidation) == told
    assert (plan.invalidation == ("/*",)) == (told == 1)


def test_what_the_program_has_placed_is_neither_uploaded_nor_deleted_nor_counted():
    there = listing_of(file("index.html", "of the program"), file("other.html", "of the program"))
    plan = plan_sync(THERE, there, NO_RECORD, {"index.html", "other.html"})
    assert (keys(plan), plan.deletions, plan.unchanged) == (["style.css"], (), 0)


def test_a_page_that_the_program_has_placed_anew_is_forgotten_by_cloudfront():
    before = listing_of(file("index.html", "old"), STYLE)
    found = published(THERE, before, {"index.html"})
    assert plan_sync(THERE, before, found, {"index.html"}).is_empty
    plan = plan_sync(THERE, before | {"index.html": "new"}, found, {"index.html"})
    assert (keys(plan), plan.invalidation) == ([], ("/index.html", "/"))


def test_an_open_record_means_that_cloudfront_may_not_know():
    plan = plan_sync(THERE, LISTED, Record(closed=False, digests=RECORD.digests), ())
    assert (keys(plan), plan.unchanged, plan.invalidation) == ([], 2, ("/*",))


def test_a_file_that_went_from_folder_and_bucket_by_hand_is_forgotten_too():
    plan = plan_sync(folder(PAGE), listing_of(PAGE), RECORD, ())
    assert (keys(plan), plan.deletions, plan.invalidation) == ([], (), ("/*",))


def test_after_an_interruption_what_went_up_does_not_go_up_again_but_a_header_that_may_not_have_gone_does():
    changed = folder(PAGE, file("style.css", cache_control="other"), file("a.css"), file("b.css"))
    interrupted = plan_sync(changed, LISTED, RECORD, ())
    assert keys(interrupted) == ["a.css", "b.css", "style.css"]
    plan = plan_sync(changed, LISTED | {"a.css": "1"}, interrupted.opened, ())
    assert (keys(plan), plan.invalidation) == (["b.css", "style.css"], ("/*",))


def test_a_record_tells_no_name_and_comes_back_from_its_bytes():
    assert b"style" not in RECORD.content
    assert Record.of(RECORD.content) == RECORD
    assert Record.of(NO_RECORD.content) == NO_RECORD
    assert not Record.of(b"\xff garbage\n").closed


def test_the_same_files_have_the_same_record():
    assert published(folder(STYLE, PAGE), LISTED, ()).etag == RECORD.etag


def test_the_plan_can_be_read_by_people_and_by_programs():
    plan = plan_sync(folder(PAGE, file("new.css"), left_out=(".DS_Store",)), LISTED, RECORD, ())
    told = json.loads(json.dumps(plan.as_record()))
    assert told == {
        "uploads": [{"key": "new.css", "bytes": 3, "type": "text/css; charset=utf-8", "cache": SOON_OLD}],
        "deletions": ["style.css"],
        "invalidation": ["/new.css", "/style.css"],
        "unchanged": 1,
        "left_out": [".DS_Store"],
    }
    for word in ("upload  new.css", "delete  style.css", "left out  .DS_Store", "1 unchanged"):
        assert word in plan.as_text()


def test_keys_of_the_program_are_read_from_the_state_of_this_bucket():
    def resource(bucket, key, **more):
        return {"type": BUCKET_OBJECT, "outputs": {"bucket": bucket, "key": key}, **more}

    state = {
        "resources": [
            resource("web", "index.html"),
            resource("other", "a.html"),
            resource("web", "replaced.html", delete=True),
            {"type": "aws:s3/bucket:Bucket", "outputs": {"bucket": "web"}},
        ]
    }
    assert placed_by_program(state, "web") == {"index.html"}
    assert placed_by_program({}, "web") == frozenset()
