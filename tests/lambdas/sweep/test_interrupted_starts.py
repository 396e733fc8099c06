"""Starts that were cut off are made good by the sweep, with the job that runs already."""

from tests.lambdas.mishaps import cut_off_while_starting
from tests.lambdas.rekognition import refused
from tests.lambdas.world import CAR


def test_a_start_that_nobody_answered_for_longer_than_it_is_remembered_is_asked_for_again_and_billed_once(world):
    cut_off_while_starting(world)
    world.rekognition.jobs.clear()  # the job, its results and its token
    world.outside.later(days=8)
    world.settle()
    world.assert_metered_once({CAR: 62})


def test_a_start_that_was_cut_off_is_made_good(world, emitted):
    cut_off_while_starting(world)
    emitted()
    world.outside.later(minutes=14)
    assert world.every_hour() == {}
    world.outside.later(minutes=2)
    assert world.every_hour() == {"analysing": 1}
    assert len(world.rekognition.jobs) == 1
    assert emitted() == {"SweepRan": 2, "SweepFound": 1, "VideosStarted": 1}


def test_a_start_that_is_refused_again_waits(world):
    cut_off_while_starting(world)
    world.rekognition.errors.append(refused("LimitExceededException"))
    world.outside.later(minutes=16)
    assert world.every_hour() == {"waiting": 1}
