"""Several stacks at once."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sandbox.engine.command import interrupt_all

WORKERS = (os.cpu_count() or 1) + 1
"""Stacks under way at a time. Each is a handful of processes that compute: more than that only take turns."""

Result = TypeVar("Result")


def side_by_side(work: Sequence[Callable[[], Result]]) -> list[Result]:
    """Does all the work and returns the results in the order of the work; the first exception is raised after the rest has ended.

    Ctrl-C ends what is under way as it would end a single command, and starts nothing more.
    """
    with ThreadPoolExecutor(WORKERS) as workers:
        started = [workers.submit(each) for each in work]
        try:
            return [each.result() for each in started]
        except KeyboardInterrupt:
            workers.shutdown(wait=False, cancel_futures=True)
            interrupt_all()
            raise
