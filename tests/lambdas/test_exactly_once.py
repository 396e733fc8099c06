"""A video is metered once, whatever is cut off, comes twice, late or out of order."""

import contextlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.lambdas.outside import START, At, Killed, Nth, kill
from tests.lambdas.rekognition import Footage, notice, refused
from tests.lambdas.world import CONTEXT, upload_event

CAR, BIKE, BROKEN = "uploads/car.mp4", "uploads/bike.mp4", "uploads/broken.mp4"


def break_down():
    raise refused("InternalServerError", "AnyOperation")


def day(world):
    """A good video and one that Rekognition fails on, from upload to the last notice."""
    world.upload(CAR, Footage(millis=61_001, labels=5))
    world.upload(BROKEN, Footage(fails=True))
    world.uploads.drain()
    world.finish_all()
    world.completions.drain()


def assert_day_is_right(world, others=None):
    world.assert_metered_once({CAR: 62} | (others or {}))
    assert world.video(BROKEN)["state"] == "failed"
    assert len(world.rekognition.jobs) == 2 + len(others or {}), "a video was analysed twice"
    assert not world.uploads.dead
    assert not world.completions.dead


def calls_of_a_day(worlds):
    with worlds() as world:
        world.outside.before = counter = Nth(0, kill)
        day(world)
        world.outside.quiet()
        assert_day_is_right(world)
    return counter.calls


def test_an_undisturbed_day_meters_each_good_video_once(world):
    day(world)
    assert_day_is_right(world)
    assert [label["Label"]["Name"] for label in world.results(CAR)["labels"]] == [f"Car {n}" for n in range(5)]


@pytest.mark.parametrize(("accident", "moment"), [pytest.param(kill, "after", id="killed"), (break_down, "before"), (break_down, "after")])
def test_an_accident_at_any_call_to_aws_loses_nothing_and_meters_nothing_twice(worlds, accident, moment):
    calls = calls_of_a_day(worlds)
    assert calls >= 20
    for number in range(1, calls + 1):
        with worlds() as world:
            hook = Nth(number, accident)
            setattr(world.outside, moment, hook)
            day(world)
            assert hook.calls >= number
            world.outside.quiet()
            assert world.have_results() <= set(world.usage()), "what has results must be metered already"
            world.settle()
            assert_day_is_right(world)


def test_a_sweep_that_is_killed_at_any_call_loses_nothing_and_meters_nothing_twice(worlds):
    def sweep_after_lost_notices(world, number):
        world.upload(CAR, Footage(millis=61_001))
        world.upload(BROKEN, Footage(fails=True))
        world.uploads.drain()
        world.finish_all()
        world.completions.waiting.clear()
        world.upload(BIKE, Footage(millis=10_000))
        world.outside.after = At("start_label_detection", kill)  # after the claim: the video stays `starting`
        world.uploads.deliver()
        world.uploads.waiting.clear()
        world.outside.quiet()
        assert world.states() == ["analysing", "analysing", "starting"]
        world.outside.later(minutes=16)
        world.outside.after = hook = Nth(number, kill)
        with contextlib.suppress(Killed):
            world.every_hour()
        world.outside.quiet()
        world.settle()
        assert_day_is_right(world, others={BIKE: 10})
        return hook.calls

    with worlds() as world:
        calls = sweep_after_lost_notices(world, 0)
    assert calls > 10
    for number in range(1, calls + 1):
        with worlds() as world:
            sweep_after_lost_notices(world, number)


def the_same_upload(world):
    world.uploads.handler(batch(upload_event(CAR)), CONTEXT)


def another_upload(world):
    world.rekognition.footage[BIKE] = Footage(millis=10_000)
    world.uploads.handler(batch(upload_event(BIKE)), CONTEXT)


def the_same_notice(world):
    for job in world.rekognition.jobs.values():
        world.rekognition.finish(job)
        world.completions.handler(batch(notice(job, START)), CONTEXT)


def the_sweep(world):
    world.outside.later(minutes=20)
    world.every_hour()


def the_five_minute_rule(world):
    world.every_five_minutes()


@pytest.mark.parametrize("intruder", [the_same_upload, another_upload, the_same_notice, the_sweep, the_five_minute_rule])
def test_anything_may_happen_between_any_two_calls(worlds, intruder):
    others = {BIKE: 10} if intruder is another_upload else {}
    for number in range(1, calls_of_a_day(worlds) + 1):
        with worlds() as world:
            world.outside.before = Nth(number, lambda world=world: intruder(world))
            day(world)
            world.outside.quiet()
            world.settle()
            assert_day_is_right(world, others)


def test_two_processes_that_complete_the_same_video_at_once_meter_it_once(world):
    world.upload(CAR, Footage(millis=61_001))
    world.uploads.drain()
    (job,) = world.rekognition.running()
    world.rekognition.finish(job)
    together = threading.Barrier(2)
    world.outside.before = lambda name: together.wait(timeout=20) if name == "transact_write_items" else None
    answers = []
    processes = [
        threading.Thread(target=lambda: answers.append(world.completions.handler(batch(notice(job, START)), CONTEXT))) for _ in range(2)
    ]

    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)

    assert answers == [{"batchItemFailures": []}] * 2
    world.assert_metered_once({CAR: 62})


def test_the_first_completion_decides_the_month_for_ever(world):
    world.upload(CAR, Footage(millis=61_001))
    world.uploads.drain()
    (job,) = world.rekognition.running()
    world.finish(job, at=datetime(2026, 3, 31, 23, 59, 59, 999000, tzinfo=UTC))
    world.finish(job, at=datetime(2026, 4, 1, tzinfo=UTC))
    world.completions.drain(batch=1)
    world.outside.later(days=40)
    world.every_hour()

    assert world.months() == {"2026-03": 62}
    (usage,) = world.usage().values()
    assert (usage["month"], usage["completed_at"], usage["source"]) == ("2026-03", "2026-03-31T23:59:59.999Z", "notice")


def test_a_late_notice_does_not_move_what_the_sweep_has_metered(world):
    world.upload(CAR, Footage(millis=61_001))
    world.uploads.drain()
    (job,) = world.rekognition.running()
    world.rekognition.finish(job)
    world.outside.later(hours=1)
    world.every_hour(time="2026-04-01T00:30:00Z")
    world.every_hour(time="2026-04-01T02:30:00Z")
    world.finish(job, at=datetime(2026, 3, 31, 12, tzinfo=UTC))
    world.completions.drain()

    assert world.months() == {"2026-04": 62}
    (usage,) = world.usage().values()
    assert (usage["completed_at"], usage["source"]) == ("2026-04-01T00:30:00.000Z", "sweep")


def test_a_video_whose_row_has_expired_is_not_metered_again(world):
    day(world)
    world.forget(CAR)
    world.uploads.put(upload_event(CAR))  # the announcement comes again, a month later
    world.rekognition.jobs.clear()  # and so the analysis does
    world.outside.later(days=40)
    world.uploads.drain()
    world.finish_all()
    world.completions.drain()

    assert len(world.rekognition.jobs) == 1
    world.assert_metered_once({CAR: 62})
    assert list(world.months()) == ["2026-03"]


KEYS = [f"uploads/{n}.mp4" for n in range(4)]
ACTIONS = st.one_of(
    st.tuples(st.just("upload"), st.sampled_from(KEYS)),
    st.tuples(st.sampled_from(["start", "start and die", "rule", "hour"]), st.integers(1, 12)),
    st.tuples(st.just("finish"), st.integers(0, 3)),
    st.tuples(st.just("notice again"), st.integers(0, 3)),
    st.tuples(st.just("lose a notice"), st.integers(0, 3)),
    st.tuples(st.sampled_from(["complete", "complete in another order", "complete and die"]), st.integers(1, 12)),
    st.tuples(st.just("refuse"), st.sampled_from(["LimitExceededException", "ThrottlingException", "InternalServerError"])),
)


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=st.lists(ACTIONS, min_size=5, max_size=30), quota=st.integers(1, 4), slots=st.integers(1, 4))
def test_no_order_of_events_changes_what_is_metered(worlds, monkeypatch, actions, quota, slots):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", str(slots))
    with worlds(seed=len(actions)) as world:
        world.rekognition.quota = quota
        uploaded = set()
        for action, detail in actions:
            act(world, action, detail, uploaded)
        world.outside.quiet()
        world.rekognition.errors.clear()
        world.rekognition.quota = 20
        world.settle()
        world.assert_metered_once({key: length(key) for key in uploaded})
        assert len(world.rekognition.jobs) == len(uploaded)


def length(key):
    return 10 + KEYS.index(key)


def act(world, action, detail, uploaded):
    jobs = list(world.rekognition.jobs.values())
    job = jobs[detail % len(jobs)] if jobs and isinstance(detail, int) else None
    world.outside.later(seconds=7)
    if action == "upload":
        uploaded.add(detail)
        world.upload(detail, Footage(millis=length(detail) * 1000 - 500))
    elif action == "refuse":
        world.rekognition.errors.append(refused(detail))
    elif action == "finish" and job:
        world.finish(job)
    elif action == "notice again" and job and job.status == "SUCCEEDED":
        world.completions.put(notice(job, world.outside.clock - timedelta(days=detail)))
    elif action == "lose a notice" and world.completions.waiting:
        world.completions.waiting.pop()
    elif action == "complete in another order":
        world.completions.waiting.reverse()
        world.completions.deliver(batch=detail)
    elif action in ("start", "start and die", "complete", "complete and die"):
        queue = world.uploads if action.startswith("start") else world.completions
        world.outside.before = Nth(detail, kill) if action.endswith("die") else world.outside.after
        queue.deliver(batch=3)
        world.outside.quiet()
    elif action == "rule":
        world.every_five_minutes()
    elif action == "hour":
        world.outside.later(minutes=16)
        world.every_hour()


def batch(body):
    return {"Records": [{"messageId": "1", "body": body, "eventSource": "aws:sqs"}]}
