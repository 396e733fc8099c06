"""A video that nobody released in all the retention is discarded, with its upload if that is still there."""

import pytest

from tests.lambdas.clean_up.nights import NOTHING, UPLOADS_BUCKET, hold, keys
from tests.lambdas.outside import Nth
from tests.lambdas.world import CAR


def test_a_held_video_is_discarded_with_its_upload_and_counted(stored, emitted):
    hold(stored)
    stored.outside.later(days=29)
    assert stored.every_night() == NOTHING
    stored.outside.later(days=2)
    emitted()
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1000, "discarded": 1}
    assert (stored.video(CAR)["state"], keys(stored)) == ("discarded", set())
    assert "retention" in stored.video(CAR)["reason"]
    assert emitted()["VideosDiscarded"] == 1
    stored.outside.later(days=31)
    assert stored.every_night() == NOTHING | {"rows": 1}


def test_a_held_video_whose_upload_is_older_than_its_row_is_discarded_with_the_upload(stored):
    stored.store.put(UPLOADS_BUCKET, CAR, id="v1")
    stored.outside.later(days=5)
    stored.upload(CAR)
    stored.uploads.drain()
    stored.force(CAR, "held")
    stored.outside.later(days=26)
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1, "discarded": 1}


def test_a_held_video_whose_upload_has_gone_otherwise_is_discarded_too(stored):
    hold(stored)
    (upload,) = stored.store.all()
    stored.store.delete_objects(Bucket=UPLOADS_BUCKET, Delete={"Objects": [{"Key": CAR, "VersionId": upload.id}]})
    stored.outside.later(days=31)
    assert stored.every_night() == NOTHING | {"discarded": 1}


@pytest.mark.parametrize("call", range(1, 30))
def test_a_held_video_that_is_released_meanwhile_is_analysed_unless_it_was_discarded_before(stored, call):
    hold(stored)
    stored.outside.later(days=31)
    answers = []
    stored.outside.before = Nth(call, lambda: answers.append(stored.release(all=True)))
    stored.every_night()
    stored.outside.quiet()
    released = any(answer["released"] for answer in answers)
    assert (stored.video(CAR)["state"], keys(stored)) == (("waiting", {CAR}) if released else ("discarded", set()))
