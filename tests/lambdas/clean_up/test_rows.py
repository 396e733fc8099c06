"""Rows of videos: only on condition, as many as go together, whatever else writes them."""

import pytest

from lambdas.clean_up.rows import ATTEMPTS, BATCH
from tests.lambdas.clean_up.nights import NOTHING, put_row
from tests.lambdas.rekognition import refused

SETTLED = ("discarded", "done", "failed")


@pytest.fixture
def expired(world):
    """Makes so many rows whose retention is over."""

    def make(number, state="done"):
        for each in range(number):
            put_row(world, f"{state}-{each}", state, world.outside.clock)
        world.outside.later(seconds=1)
        world.outside.requests.clear()
        return world

    return make


def transactions(world):
    return [len(request["TransactItems"]) for name, _, request in world.outside.requests if name == "transact_write_items"]


def cancelled(*reasons):
    error = refused("TransactionCanceledException", "TransactWriteItems")
    error.response["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return error


def fail(world, *errors):
    """What the next transactions meet."""
    rest = iter(errors)

    def stumble(name):
        if name == "transact_write_items" and (error := next(rest, None)):
            raise error

    world.outside.before = stumble


def test_expired_rows_go_by_twenty_five(expired):
    world = expired(60)
    assert world.every_night() == NOTHING | {"rows": 60}
    assert transactions(world) == [25, 25, 10]
    assert world.videos() == {}


@pytest.mark.parametrize("state", SETTLED)
def test_a_row_goes_when_its_time_is_over_and_not_before(world, state):
    put_row(world, 1, state, world.outside.clock)
    assert world.every_night() == NOTHING
    world.outside.later(seconds=1)
    assert world.every_night() == NOTHING | {"rows": 1}


@pytest.mark.parametrize("state", ["waiting", "starting", "analysing", "finishing"])
def test_a_row_of_which_something_is_expected_stays(expired, state):
    world = expired(1, state)
    assert world.every_night() == NOTHING
    assert world.states() == [state]


@pytest.mark.parametrize(("name", "new"), [("expires", {"N": "9999999999"}), ("state", {"S": "waiting"})])
def test_a_row_that_has_changed_since_it_was_found_stays_and_the_others_of_its_batch_go(expired, name, new):
    world = expired(3)
    video = sorted(world.videos())[0]
    change = {"UpdateExpression": f"SET #{name} = :new", "ExpressionAttributeNames": {f"#{name}": name}}

    def again():
        world._dynamodb.update_item(TableName="videos", Key={"video": {"S": video}}, ExpressionAttributeValues={":new": new}, **change)

    world.outside.before = lambda call: again() if call == "transact_write_items" else None
    assert world.every_night() == NOTHING | {"rows": 2}
    assert set(world.videos()) == {video}


def test_others_who_write_the_same_rows_delay_it(expired):
    world = expired(2)
    fail(world, cancelled("TransactionConflict", "None"), cancelled("None", "ThrottlingError"))
    assert world.every_night() == NOTHING | {"rows": 2}
    assert len(world.outside.pauses) == 2


def test_a_conflict_without_end_is_an_error_and_the_next_batch_goes(expired):
    world = expired(BATCH + 5)
    fail(world, *[cancelled(*["TransactionConflict"] * BATCH)] * ATTEMPTS)
    assert world.every_night() == NOTHING | {"rows": 5, "errors": BATCH}
    assert world.every_night() == NOTHING | {"rows": BATCH}


@pytest.mark.parametrize("error", [refused("AccessDeniedException"), cancelled("ValidationError", "None")])
def test_what_no_repetition_changes_is_not_repeated(expired, error):
    world = expired(2)
    fail(world, error)
    assert world.every_night() == NOTHING | {"errors": 2}
    assert len(transactions(world)) == 1


def test_a_held_row_that_cannot_be_changed_is_an_error_and_the_others_are_discarded(expired):
    world = expired(2, "held")
    failures = iter([refused("InternalServerError", "UpdateItem")])

    def stumble(name):
        if name == "update_item" and (error := next(failures, None)):
            raise error

    world.outside.before = stumble
    assert world.every_night() == NOTHING | {"errors": 1, "discarded": 1}
