"""In which month a swept analysis is billed: the one in which its end was first seen, and a notice is nearer to it."""

from tests.lambdas.mishaps import lose_notices, no_results
from tests.lambdas.outside import START
from tests.lambdas.world import CAR, identity


def test_the_sweep_bills_the_month_of_the_event_that_first_saw_the_end(analysing):
    lose_notices(analysing)
    analysing.every_hour(time="2026-05-31T23:00:00Z")
    assert analysing.months() == {}
    analysing.every_hour(time="2026-06-01T01:00:00Z")
    assert analysing.months() == {"2026-05": 62}
    assert analysing.usage()[identity(CAR)]["completed_at"] == "2026-05-31T23:00:00.000Z"


def test_a_sweep_that_is_tried_again_hours_later_does_not_bill_a_month_before_the_end(analysing):
    analysing.outside.later(days=22)
    lose_notices(analysing)  # on the first of April
    analysing.every_hour(time="2026-03-31T23:00:00Z")
    analysing.outside.later(hours=2)
    analysing.every_hour(time="2026-03-31T23:00:00Z")
    assert analysing.months() == {"2026-04": 62}


def test_a_notice_that_comes_after_the_sweep_has_seen_the_end_decides_the_month(analysing):
    analysing.rekognition.finish(next(iter(analysing.rekognition.jobs.values())))
    analysing.outside.later(days=22)
    assert analysing.every_hour() == {"finishing": 1}
    analysing.outside.later(minutes=89)
    analysing.finish(next(iter(analysing.rekognition.jobs.values())), at=START)
    analysing.completions.drain()
    analysing.every_hour()
    analysing.assert_metered_once({CAR: 62})
    assert (list(analysing.months()), analysing.usage()[identity(CAR)]["source"]) == (["2026-03"], "notice")


def test_a_notice_whose_completion_failed_decides_the_month_though_the_sweep_completes(analysing, emitted):
    analysing.finish(next(iter(analysing.rekognition.jobs.values())), at=START)
    analysing.outside.before = no_results
    analysing.completions.drain()
    analysing.outside.quiet()
    assert (len(analysing.completions.dead), analysing.video(CAR)["state"]) == (1, "finishing")
    analysing.outside.later(days=22)
    emitted()

    assert analysing.every_hour() == {"done": 1}
    analysing.assert_metered_once({CAR: 62})
    assert (list(analysing.months()), analysing.usage()[identity(CAR)]["source"]) == (["2026-03"], "notice")
    assert emitted() == {"SweepRan": 1, "SweepFound": 1, "VideosDone": 1, "SecondsMetered": 62}
