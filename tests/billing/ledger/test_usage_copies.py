"""Usage is copied once, the first copy stays, and nothing is destroyed before its months are here."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from billing.domain.month import Month
from billing.domain.usage import MonthUsage, UsageRecord, usage_of
from billing.ledger.refusals import UsageDiffers
from tests.billing.ledger.world import CHANGE, OCTOBER, in_memory
from tests.lambdas.outside import Killed, Nth, kill

NOVEMBER = Month(2026, 11)
STACK = "acme-prod"
NOON = datetime(2026, 10, 31, 12, tzinfo=UTC)


def video(job, seconds=60, completed=NOON):
    return UsageRecord(job=job, seconds=seconds, completed=completed)


def copy(ledger, *records, stack=STACK):
    return ledger.usage.copy(stack, records, change=CHANGE)


def test_usage_is_copied_and_found_by_stack_and_month(moto):
    ledger = moto.ledger()
    late = video("b", 61, datetime(2026, 11, 1, 0, 0, 0, 1000, UTC))
    assert copy(ledger, video("c"), late, video("a")) == 3
    copy(ledger, video("z"), stack="acme-dev")

    assert ledger.usage.of(STACK, OCTOBER) == (video("a"), video("c"))
    assert ledger.usage.of(STACK, NOVEMBER) == (late,)
    assert usage_of(ledger.usage.of(STACK, OCTOBER), OCTOBER) == MonthUsage(videos=2, seconds=120)


def test_copying_again_changes_nothing_and_adds_what_is_new(world):
    copy(world.ledger(), video("a"))
    world.requests.clear()
    assert copy(world.ledger(), video("a"), video("a")) == 0
    assert world.writes() == []
    assert copy(world.ledger(), video("a"), video("b")) == 1


def test_the_same_moment_written_with_another_offset_is_the_same(ledger):
    copy(ledger, video("a"))
    assert copy(ledger, video("a", completed=NOON.astimezone(timezone(timedelta(hours=2))))) == 0


def test_another_value_for_a_copied_video_is_refused_by_name_and_the_others_are_copied(ledger):
    copy(ledger, video("a"), video("b"))
    with pytest.raises(UsageDiffers) as refused:
        copy(ledger, video("a", 59), video("b", completed=NOON + timedelta(days=1)), video("c"))

    assert "acme-prod gives other values than it gave before for 2 videos" in str(refused.value)
    assert "a was 60 s at 2026-10-31T12:00:00.000000+00:00, now 59 s at 2026-10-31T12:00:00.000000+00:00" in str(refused.value)
    assert "b was 60 s" in str(refused.value)
    assert ledger.usage.of(STACK, OCTOBER) == (video("a"), video("b"), video("c"))
    assert ledger.usage.of(STACK, NOVEMBER) == ()


def test_two_values_for_one_video_in_one_answer_are_refused(ledger):
    with pytest.raises(UsageDiffers, match="a was 60 s"):
        copy(ledger, video("a"), video("a", 61))
    assert ledger.usage.of(STACK, OCTOBER) == (video("a"),)


@pytest.mark.parametrize(
    "wrong", [video("a", 0), video("a", -1), video("a", 1.5), video("a", True), video("a", completed=datetime(2026, 10, 1))]
)
def test_what_is_no_usage_is_refused_before_anything_is_stored(ledger, wrong):
    with pytest.raises(ValueError, match=r"whole number above zero|needs its offset"):
        copy(ledger, video("b"), wrong)
    assert ledger.usage.of(STACK, OCTOBER) == ()


def test_more_videos_than_one_transaction_takes_are_all_copied(world):
    many = [video(f"{n:04d}", n + 1) for n in range(150)]
    assert copy(world.ledger(), *many) == 150
    assert world.writes() == ["transact_write_items"] * 4
    assert world.ledger().usage.of(STACK, OCTOBER) == tuple(many)


def test_a_copy_that_is_killed_or_overtaken_at_any_call_is_completed_by_the_next():
    records = [video(f"{n:04d}", n + 1) for n in range(60)]
    for number in range(1, 4):
        killed, overtaken = in_memory(), in_memory()
        killed.before = Nth(number, kill)
        with pytest.raises(Killed):
            copy(killed.ledger(), *records)
        copy(killed.ledger(), *records)
        overtaken.before = Nth(number, lambda world=overtaken: copy(world.ledger(), *records[:30]))
        assert copy(overtaken.ledger(), *records) in (30, 60)
        for each in (killed, overtaken):
            assert each.ledger().usage.of(STACK, OCTOBER) == tuple(records)


def test_a_video_that_another_copies_with_another_value_at_the_same_moment_is_named(world):
    world.before = Nth(2, lambda: copy(world.ledger(), video("b", 7), video("c", completed=NOON - timedelta(days=31))))
    with pytest.raises(UsageDiffers, match=r"for 2 videos: b was 7 s .*; c was 60 s at 2026-09-30"):
        copy(world.ledger(), video("a"), video("b"), video("c"))
    assert world.ledger().usage.of(STACK, OCTOBER) == (video("a"), video("b", 7))


def test_a_month_is_copied_when_its_mark_has_reached_its_end(ledger):
    end = datetime(2026, 11, 1, tzinfo=UTC)
    now = datetime(2026, 11, 5, tzinfo=UTC)
    assert ledger.usage.not_copied(STACK, OCTOBER, now) == (OCTOBER, NOVEMBER)

    mark(ledger, OCTOBER, end - timedelta(seconds=1))
    mark(ledger, NOVEMBER, now)
    assert ledger.usage.not_copied(STACK, OCTOBER, now) == (OCTOBER,)
    assert ledger.usage.not_copied(STACK, NOVEMBER, now + timedelta(seconds=1)) == (NOVEMBER,)

    mark(ledger, OCTOBER, end)
    assert ledger.usage.not_copied(STACK, OCTOBER, now) == ()
    assert ledger.usage.not_copied("acme-dev", NOVEMBER, now) == (NOVEMBER,)


def mark(ledger, month, until):
    ledger.usage.mark(STACK, month, until=until, change=CHANGE)


def test_a_mark_never_goes_back_even_when_two_set_it_at_once(world):
    early, late = datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
    world.before = Nth(2, lambda: mark(world.ledger(), OCTOBER, late))
    mark(world.ledger(), OCTOBER, early)
    assert world.ledger().usage.copied_until(STACK, OCTOBER) == late
    mark(world.ledger(), OCTOBER, early)
    assert world.ledger().usage.copied_until(STACK, OCTOBER) == late
    assert world.ledger().usage.copied_until(STACK, NOVEMBER) is None
    with pytest.raises(ValueError, match="needs its offset"):
        mark(world.ledger(), OCTOBER, replace(video("a"), completed=datetime(2026, 10, 30)).completed)
