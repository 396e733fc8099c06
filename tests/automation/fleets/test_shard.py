from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.exits import Exit, Stop
from automation.fleets.shard import Shard, read_shard
from tests.automation.fleets.fleet_files import plan

NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True), min_size=1, max_size=30, unique=True)
SHARDS = st.integers(1, 12)


@settings(max_examples=40)
@given(NAMES, SHARDS)
def test_every_stack_is_in_exactly_one_shard(names, of):
    parts = [plan(*names, shard=Shard(number=number, of=of)) for number in range(1, of + 1)]
    assert sorted(name for part in parts for name in part.names) == sorted(names)
    assert {len(part.names) + part.passed_over for part in parts} == {len(names)}


@settings(max_examples=40)
@given(NAMES, SHARDS, st.data())
def test_a_stack_stays_in_its_shard_whatever_else_there_is(names, of, data):
    fewer = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    shard = Shard(number=data.draw(st.integers(1, of)), of=of)
    assert set(plan(*fewer, shard=shard).names) == set(plan(*names, shard=shard).names) & set(fewer)


def test_a_shard_is_the_same_on_every_machine_and_day():
    assert [Shard(number=number, of=3).holds("acme-prod") for number in (1, 2, 3)] == [False, True, False]


def test_shards_of_many_stacks_are_of_about_the_same_size():
    sizes = Counter(next(number for number in range(1, 5) if Shard(number=number, of=4).holds(f"client-{each}")) for each in range(1000))
    assert all(200 < size < 300 for size in sizes.values()), sizes


@pytest.mark.parametrize("text", ["0/4", "5/4", "4", "1/0", "a/b", "-1/4", "1/2/3", "1/1001", ""])
def test_what_is_no_shard_is_refused_and_an_example_given(text):
    with pytest.raises(Stop, match="--shard 2/4") as refused:
        read_shard(text)
    assert refused.value.code is Exit.USAGE


def test_a_shard_is_read_as_it_is_shown():
    assert str(read_shard("2/4")) == "2/4"
    assert read_shard("2/4") == Shard(number=2, of=4)
