"""What AWS refuses or breaks off, and the program's own faults: each is reported, and the rest of the night goes on."""

import json

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.lambdas.clean_up.nights import NOTHING, RESULTS_BUCKET, UPLOADS_BUCKET, keys
from tests.lambdas.rekognition import refused
from tests.lambdas.world import CAR


def test_without_knowing_what_is_unsettled_no_upload_goes_and_all_else_does(stored, emitted):
    stored.store.put(UPLOADS_BUCKET, CAR)
    stored.store.put(RESULTS_BUCKET, "results/a.json")
    stored.store.begin(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=31)

    def down(name):
        if name == "query":
            raise refused("InternalServerError", "Query")

    stored.outside.before = down
    emitted()
    answer = stored.every_night()
    assert (keys(stored), keys(stored, RESULTS_BUCKET), stored.store.uploads()) == ({CAR}, set(), set())
    assert answer["left"] == ["rows of videos", "rows of held videos", "objects in uploads/"]
    assert answer["errors"] == emitted()["CleanUpErrors"] == 3
    stored.outside.quiet()
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1}


def test_a_listing_that_breaks_off_does_not_save_what_it_has_shown(stored):
    stored.store.page = 2
    for number in range(5):
        stored.store.put(UPLOADS_BUCKET, f"uploads/{number}")
    stored.outside.later(days=31)
    pages = iter([None, None, refused("SlowDown", "ListObjectVersions")])
    listed = stored.store.list_object_versions

    def breaks_off(**request):
        if request["Bucket"] == UPLOADS_BUCKET and (error := next(pages, None)):
            raise error
        return listed(**request)

    stored.store.list_object_versions = breaks_off
    answer = stored.every_night()
    assert answer == NOTHING | {"objects": 3, "bytes": 3, "errors": 1, "left": ["objects in uploads/"]}
    assert keys(stored) == {"uploads/3", "uploads/4"}  # of the last key that was shown, there might have been more


def test_what_is_refused_is_reported_without_its_name_and_tried_again(stored, emitted, log):
    for key in (CAR, "uploads/van.mp4"):
        stored.store.put(UPLOADS_BUCKET, key)
    stored.store.refuses = lambda key, version: "AccessDenied" if key == CAR else None
    stored.outside.later(days=31)
    emitted()
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1, "errors": 1}
    assert emitted()["CleanUpErrors"] == 1
    (error,) = [line for line in log() if line["level"] == "ERROR"]
    assert (error["what"], error["number"], error["codes"]) == ("objects in uploads/", 1, {"AccessDenied": 1})
    assert not [line for line in log() if CAR in json.dumps(line)]
    stored.store.refuses = lambda key, version: None
    assert stored.every_night()["objects"] == 1


@pytest.mark.parametrize("error", [refused("SlowDown", "DeleteObjects"), ReadTimeoutError(endpoint_url="https://s3")])
def test_a_request_that_fails_as_a_whole_does_not_stop_the_next(stored, error):
    for number in range(1500):
        stored.store.put(UPLOADS_BUCKET, f"uploads/{number:04}")
    stored.outside.later(days=31)
    failures = iter([error])

    def stumble(name):
        if name == "delete_objects" and (failure := next(failures, None)):
            raise failure

    stored.outside.before = stumble
    assert stored.every_night() == NOTHING | {"objects": 500, "bytes": 500, "errors": 1000}
    assert stored.every_night() == NOTHING | {"objects": 1000, "bytes": 1000}


def test_a_fault_of_the_program_in_one_part_does_not_stop_the_others(stored, emitted):
    stored.store.put(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=31)
    stored.store.list_multipart_uploads = lambda **request: {"IsTruncated": True, "Uploads": []}
    emitted()
    answer = stored.every_night()
    assert (answer["objects"], answer["errors"], len(answer["left"])) == (1, 2, 2)
    assert emitted()["ObjectsDeleted"] == 1
