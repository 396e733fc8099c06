"""The life of a function's process: import the handler, then one event after the other until the sandbox is gone."""

import os
import queue
import sys
import threading
from typing import Any

from . import confinement, frames, imports, log_lines
from .invocation import CannotStart, Context, Handler, find_handler, run
from .shifted_time import ShiftedTime

_CANNOT_START = 3


def main() -> None:
    """Arguments: descriptor to read events from, descriptor to answer on, the sandbox's site-packages. The rest is in the environment."""
    control, answers, site_packages = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    events: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(control, events), daemon=True).start()
    log_lines.set_up()
    clock = ShiftedTime(site_packages)
    clock.move_to(float(os.environ.pop("SANDBOX_CLOCK_OFFSET", "0")))
    imports.open_to(os.environ["LAMBDA_TASK_ROOT"], site_packages)
    confinement.confine()
    handler = _initialise(answers)
    while True:
        _handle(handler, events.get(), answers, clock)


def _listen(control: int, events: "queue.SimpleQueue[dict[str, Any]]") -> None:
    """Runs beside the handler all the time: when the sandbox closes its end or dies, however hard, this process ends at once."""
    try:
        while (event := frames.read(control)) is not None:
            events.put(event)
    finally:
        os._exit(0)


def _initialise(answers: int) -> Handler:
    try:
        handler = find_handler(os.environ["_HANDLER"])
    except CannotStart as failure:
        log_lines.close("")
        frames.write(answers, {"error": failure.error})
        os._exit(_CANNOT_START)
    log_lines.close("")
    frames.write(answers, {"alive": True})
    return handler


def _handle(handler: Handler, event: dict[str, Any], answers: int, clock: ShiftedTime) -> None:
    request_id = event["request_id"]
    log_lines.REQUEST_ID["now"] = request_id
    os.environ["_X_AMZN_TRACE_ID"] = event["trace"]
    clock.move_to(event["offset"])
    answer = run(handler, event["event"], Context(request_id=request_id, arn=event["arn"], seconds=event["seconds"]))
    log_lines.close(request_id)
    frames.write(answers, {**answer, "alive": True})
