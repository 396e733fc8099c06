import os
import threading
import time

import pytest

from sandbox.engine.side_by_side import WORKERS, side_by_side

STACKS = 8


@pytest.mark.engine
def test_eight_stacks_deploy_side_by_side_and_none_touches_another(project):
    project.program("""
    bucket = aws.s3.Bucket(f"{pulumi.get_stack()}-uploads")
    pulumi.export("bucket", bucket.bucket)
    """)
    names = [f"client-{number}" for number in range(STACKS)]

    def deploy(name):
        stack = project.stack(name)
        return stack.up().changes, stack.outputs()["bucket"].value

    done = side_by_side([lambda name=name: deploy(name) for name in names])

    assert [changes for changes, _ in done] == [{"create": 2}] * STACKS
    assert [bucket.rsplit("-uploads-", 1)[0] for _, bucket in done] == names
    assert project.left()["buckets"] == sorted(bucket for _, bucket in done)


def test_results_come_in_the_order_of_the_work():
    assert side_by_side([lambda number=number: number * number for number in range(20)]) == [number * number for number in range(20)]


def test_the_first_failure_is_told_after_everything_has_ended():
    done = []

    def fail():
        raise LookupError("this one")

    with pytest.raises(LookupError, match="this one"):
        side_by_side([fail, *[lambda number=number: done.append(number) for number in range(5)]])
    assert sorted(done) == list(range(5))


def test_no_more_stacks_are_under_way_than_one_more_than_there_are_processors():
    under_way, most, lock = [], [], threading.Lock()

    def work():
        with lock:
            under_way.append(1)
            most.append(len(under_way))
        time.sleep(0.02)
        with lock:
            under_way.pop()

    side_by_side([work] * 4 * WORKERS)

    assert max(most) == WORKERS == os.cpu_count() + 1
