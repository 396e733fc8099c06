"""Multipart uploads that nobody ended go, and those that are under way stay."""

from tests.lambdas.clean_up.nights import NOTHING, RESULTS_BUCKET, UPLOADS_BUCKET
from tests.lambdas.world import CAR


def test_an_abandoned_upload_goes_and_one_that_is_under_way_stays(stored):
    stored.store.begin(UPLOADS_BUCKET, CAR)
    stored.store.begin(RESULTS_BUCKET, "results/a.json")
    stored.store.begin(UPLOADS_BUCKET, "other/b")
    stored.outside.later(days=31)
    young = stored.store.begin(UPLOADS_BUCKET, CAR)
    assert stored.every_night() == NOTHING | {"uploads": 2}
    assert {(each.key, each.at == young.at) for each in stored.store.uploads()} == {(CAR, True), ("other/b", False)}


def test_an_upload_that_ends_meanwhile_is_no_error(stored):
    upload = stored.store.begin(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=31)
    abort = stored.store.abort_multipart_upload
    stored.store.abort_multipart_upload = lambda **request: stored.store.complete(upload) and abort(**request)
    assert stored.every_night()["errors"] == 0


def test_an_upload_that_cannot_be_aborted_is_an_error_and_the_others_go(stored):
    for key in (CAR, "uploads/van.mp4"):
        stored.store.begin(UPLOADS_BUCKET, key)
    stored.store.refuses = lambda key, upload: "AccessDenied" if key == CAR else None
    stored.outside.later(days=31)
    assert stored.every_night() == NOTHING | {"uploads": 1, "errors": 1}
