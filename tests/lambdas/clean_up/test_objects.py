"""Erasing is as dangerous as billing: random buckets, and everything that may happen to them while they are cleaned up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.clean_up import eraser
from lambdas.clean_up.abandoned import abort_abandoned
from lambdas.clean_up.eraser import Place, Version
from lambdas.clean_up.night import Night
from lambdas.clean_up.objects import chosen, erase_old
from tests.lambdas.clean_up.object_store import ObjectStore

NOW = datetime(2026, 3, 10, 3, 15, tzinfo=UTC)
RETENTION = timedelta(days=30)
CUTOFF = NOW - RETENTION
INSIDE = Place("uploads-bucket", "uploads/")
INNER_KEYS = ("uploads/", "uploads/a", "uploads/b.mp4", "uploads/b/c", "uploads/ä ü", "uploads/\x01", "uploads/&#x0;<>")
OUTER_KEYS = ("upload", "uploads", "uploads0", "uploads-old/a", "Uploads/a", "other/uploads/a", "results/a", "zebra")
KEYS = st.sampled_from(INNER_KEYS) | st.sampled_from(OUTER_KEYS)
BUCKETS = st.sampled_from([INSIDE.bucket, INSIDE.bucket, "somebody-elses"])
SECONDS = int(RETENTION.total_seconds())
AGES = st.integers(0, 2 * SECONDS) | st.sampled_from([SECONDS - 1, SECONDS, SECONDS + 1])
OFTEN = INNER_KEYS[1:3] + INNER_KEYS[5:6]
"""So few that much happens to each."""
WRITES = st.tuples(st.sampled_from(["put", "put", "hide", "begin"]), BUCKETS, KEYS, AGES)
WRITES_OFTEN = st.tuples(st.sampled_from(["put", "hide", "begin"]), st.just(INSIDE.bucket), st.sampled_from(OFTEN), AGES)
RACES = st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["put", "hide", "begin", "complete", "again"]), KEYS), max_size=6)


def history(store, writes):
    """What clients did before the night, the oldest first."""
    for kind, bucket, key, age in sorted(writes, key=lambda write: -write[3]):
        getattr(store, kind)(bucket, key, at=NOW - timedelta(seconds=age))


def clean(store, may_go=lambda version: True):
    night = Night(lambda: 900_000)
    abort_abandoned(store, INSIDE, CUTOFF, night)
    erase_old(store, INSIDE, CUTOFF, night, may_go)
    return night


def race(store, races):
    """Between the requests of the clean-up, clients go on, and another clean-up runs."""
    began = store.uploads()

    def meanwhile(name):
        for number, kind, key in races:
            if number != store.requests.total():
                continue
            if kind == "again":
                store.before = lambda name: None
                clean(store)
                store.before = meanwhile
            elif kind == "complete":
                for upload in began:
                    store.complete(upload)
            else:
                getattr(store, kind)(INSIDE.bucket, key)

    store.before = meanwhile


def is_inside(each):
    return each.bucket == INSIDE.bucket and each.key.startswith(INSIDE.prefix)


def hides_something(marker, remaining):
    """Which of two came first cannot be told within a second; then the marker stays."""
    return any((each.bucket, each.key) == (marker.bucket, marker.key) and each.at <= marker.at for each in remaining if not each.is_marker)


@given(st.lists(WRITES, max_size=20), st.integers(1, 5))
def test_what_is_old_and_inside_goes_and_nothing_else(writes, page):
    store = ObjectStore(lambda: NOW, page)
    history(store, writes)
    before, begun, shown = store.all(), store.uploads(), store.shown()
    night = clean(store)
    left = store.all()

    assert left <= before
    gone = before - left
    assert {each for each in gone if not each.is_marker} == {
        each for each in before if is_inside(each) and not each.is_marker and each.at < CUTOFF
    }
    assert {each for each in left if each.is_marker} == {
        each for each in before if each.is_marker and (not is_inside(each) or hides_something(each, left))
    }
    assert store.uploads() == {each for each in begun if not is_inside(each) or each.at >= CUTOFF}
    assert store.shown() <= shown
    assert (night.objects, night.errors, night.left) == (len([each for each in gone if not each.is_marker]), 0, [])
    assert (night.markers, night.uploads) == (len([each for each in gone if each.is_marker]), len(begun) - len(store.uploads()))
    assert night.bytes == sum(each.size or 0 for each in gone)


@given(st.lists(WRITES, max_size=20), st.integers(1, 5), st.integers(1, 4))
def test_small_batches_end_in_the_same(writes, page, batch):
    large, small = ObjectStore(lambda: NOW), ObjectStore(lambda: NOW, page)
    for store in (large, small):
        history(store, writes)
    clean(large)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(eraser, "BATCH", batch)
        clean(small)
    assert (small.all(), small.uploads()) == (large.all(), large.uploads())


@given(st.lists(WRITES, max_size=20), st.integers(1, 5))
def test_a_second_run_erases_nothing(writes, page):
    store = ObjectStore(lambda: NOW, page)
    history(store, writes)
    clean(store)
    left, begun = store.all(), store.uploads()
    store.requests.clear()
    assert clean(store).answer() == Night(lambda: 0).answer()
    assert (store.all(), store.uploads()) == (left, begun)
    assert set(store.requests) == {"list_object_versions", "list_multipart_uploads"}


@settings(max_examples=150)
@given(st.lists(WRITES, max_size=20), RACES, st.integers(1, 3), st.integers(1, 3))
def test_whatever_happens_meanwhile_nothing_young_and_nothing_outside_goes(writes, races, page, batch):
    store = ObjectStore(lambda: NOW, page)
    history(store, writes)
    race(store, races)
    before, begun = store.all(), {each for each in store.uploads() if not is_inside(each)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(eraser, "BATCH", batch)
        night = clean(store)
    store.before = lambda name: None
    left = store.all()

    gone = store.ever() - left
    assert {each for each in gone if not is_inside(each)} == set()
    assert {each for each in gone if not each.is_marker and each.at >= CUTOFF} == set()
    assert {each for each in gone if each.is_marker and hides_something(each, left & before)} == set()
    assert {each for each in left & before if is_inside(each) and not each.is_marker and each.at < CUTOFF} == set()
    assert night.errors == 0
    if not any(kind == "complete" for _, kind, _ in races):
        assert begun <= store.uploads()
    store.requests.clear()
    clean(store)
    assert clean(store).objects == 0


@given(st.lists(WRITES_OFTEN, max_size=20), st.integers(1, 4), st.sets(st.sampled_from(OFTEN)), st.sets(st.integers(0, 3)))
def test_what_is_refused_is_counted_and_everything_else_goes(writes, page, keys, ends):
    store = ObjectStore(lambda: NOW, page)
    history(store, writes)
    before, begun, shown = store.all(), store.uploads(), store.shown()
    store.refuses = lambda key, version: "AccessDenied" if key in keys and int(version[-1]) % 4 in ends else None
    night = clean(store)
    left = store.all()

    old = {each for each in before if is_inside(each) and not each.is_marker and each.at < CUTOFF}
    refused = {each for each in old if store.refuses(each.key, each.id)}
    assert old & left == refused
    abandoned = {each for each in begun if is_inside(each) and each.at < CUTOFF}
    assert abandoned & store.uploads() == {each for each in abandoned if store.refuses(each.key, each.id)}
    needless = {each for each in left if each.is_marker and is_inside(each) and not hides_something(each, left)}
    assert {each.key for each in needless if not store.refuses(each.key, each.id)} <= {each.key for each in refused}
    assert store.shown() <= shown, "what was deleted has come to light again"
    markers = {each for each in needless if store.refuses(each.key, each.id)}
    certainly = len(refused) + len(abandoned & store.uploads())
    assert certainly <= night.errors <= certainly + len(markers)


@given(st.lists(WRITES_OFTEN, max_size=20), st.integers(1, 4), st.sets(st.sampled_from(OFTEN)))
def test_what_may_not_go_stays_and_so_do_the_markers_over_it(writes, page, keys):
    store = ObjectStore(lambda: NOW, page)
    history(store, writes)
    before, shown = store.all(), store.shown()
    asked = []
    clean(store, lambda version: asked.append(version) or version.key not in keys)
    left = store.all()

    assert {each for each in before if each.key in keys and not each.is_marker} <= left
    assert {each for each in before if each.is_marker and is_inside(each) and hides_something(each, left)} <= left
    assert all(version.at < CUTOFF and not version.is_marker for version in asked)
    assert len(asked) == len(set(asked))
    assert store.shown() <= shown


def test_every_entry_names_its_version_or_s3_would_hide_the_object_instead_of_erasing_it():
    store, sent = ObjectStore(lambda: NOW), []
    for key in ("uploads/a", "uploads/\x02"):
        store.put(INSIDE.bucket, key, at=CUTOFF - timedelta(days=1), id="null")
        store.hide(INSIDE.bucket, key, at=CUTOFF)
    together, alone = store.delete_objects, store.delete_object
    store.delete_objects = lambda **request: sent.extend(request["Delete"]["Objects"]) or together(**request)
    store.delete_object = lambda **request: sent.append(request) or alone(**request)
    clean(store)
    assert [bool(entry["VersionId"]) for entry in sent] == [True] * 4
    assert store.all() == set()


def test_a_key_that_xml_cannot_spell_does_not_stop_the_others():
    store = ObjectStore(lambda: NOW)
    for key in ("uploads/a", "uploads/\x01", "uploads/b", "uploads/\uffff"):
        store.put(INSIDE.bucket, key, at=CUTOFF - timedelta(days=1))
    night = clean(store)
    assert (store.all(), night.objects, night.errors) == (set(), 4, 0)
    assert (store.requests["delete_objects"], store.requests["delete_object"]) == (1, 2)


@pytest.mark.parametrize("key", ["uploads/a", "uploads/\x01"])
def test_a_marker_over_a_version_that_was_refused_stays(key):
    store = ObjectStore(lambda: NOW)
    stuck = store.put(INSIDE.bucket, key, at=CUTOFF - timedelta(days=2))
    store.hide(INSIDE.bucket, key, at=CUTOFF - timedelta(days=1))
    store.put(INSIDE.bucket, "uploads/b", at=CUTOFF - timedelta(days=1))
    store.refuses = lambda _, version: "AccessDenied" if version == stuck.id else None
    night = clean(store)
    assert (night.errors, night.objects, night.markers, store.shown()) == (1, 1, 0, set())
    store.refuses = lambda *_: None
    clean(store)
    assert store.all() == set()


@given(st.permutations([(10, 1), (20, None), (30, 1), (40, None), (50, None)]), st.sets(st.sampled_from([10, 30])))
def test_markers_stay_over_the_oldest_that_stays_in_whatever_order_they_are_told(versions, staying):
    told = [Version(key="uploads/a", id=str(days), at=CUTOFF - timedelta(days=days), size=size) for days, size in versions]
    going, markers = chosen(told, CUTOFF, lambda version: int(version.id) not in staying)
    assert {int(version.id) for version in going} == {10, 30} - staying
    assert {int(marker.id) for marker in markers} == {days for days in (20, 40, 50) if not any(other > days for other in staying)}


def test_a_thousand_versions_go_in_one_request():
    store = ObjectStore(lambda: NOW)
    for number in range(2500):
        store.put(INSIDE.bucket, f"uploads/{number:05}", at=CUTOFF - timedelta(days=1), size=3)
    night = clean(store)
    assert store.requests == {"list_object_versions": 3, "delete_objects": 3, "list_multipart_uploads": 1}
    assert (night.objects, night.bytes, store.all()) == (2500, 7500, set())


def test_a_listing_that_shows_more_than_was_asked_for_endangers_nothing():
    store = ObjectStore(lambda: NOW)
    history(store, [(kind, INSIDE.bucket, key, 2 * SECONDS) for kind in ("put", "begin") for key in INNER_KEYS + OUTER_KEYS])
    versions, uploads = store.list_object_versions, store.list_multipart_uploads
    store.list_object_versions = lambda **request: versions(**request | {"Prefix": ""})
    store.list_multipart_uploads = lambda **request: uploads(**request | {"Prefix": ""})
    clean(store)
    assert {each.key for each in store.all()} == {each.key for each in store.uploads()} == set(OUTER_KEYS)


def test_a_marker_stays_as_long_as_a_version_of_the_same_second_does():
    store = ObjectStore(lambda: NOW)
    store.put(INSIDE.bucket, "uploads/a", at=CUTOFF)
    store.hide(INSIDE.bucket, "uploads/a", at=CUTOFF)
    clean(store)
    assert store.shown() == set()
    assert len(store.all()) == 2
