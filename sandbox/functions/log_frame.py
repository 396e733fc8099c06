"""The lines that AWS puts around those of a function: where an invocation starts and ends, what it took, and how it failed.

As text or as JSON, as the function's LoggingConfig says (docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.functions.deployed_code import DeployedFunction
from sandbox.functions.worker import Outcome

_ONLY_HERE = "the sandbox's own interpreter"


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One invocation that is over."""

    function: DeployedFunction
    """What ran."""
    request_id: str
    """Its request."""
    started: Outcome | None
    """How its process started; None when the process was warm."""
    outcome: Outcome
    """How it ended; the same as `started` when the process did not come so far."""


def framed(ran: Ran) -> Iterator[str]:
    """All lines of an invocation in their order; a new process's lines from its start come first."""
    frame = _json_frame(ran) if ran.function.log_format == "JSON" else _text_frame(ran)
    if ran.started is not None:
        yield frame["started"]
        yield from ran.started.log.splitlines()
    yield frame["start"]
    if ran.outcome is not ran.started:
        yield from ran.outcome.log.splitlines()
    yield from (frame[name] for name in ("error", "end", "report") if name in frame)


def _text_frame(ran: Ran) -> dict[str, str]:
    milliseconds = ran.outcome.seconds * 1000
    initialised = f"\tInit Duration: {ran.started.seconds * 1000:.2f} ms" if ran.started else ""
    return {
        "started": f"INIT_START Runtime Version: {ran.function.runtime} ({_ONLY_HERE})",
        "start": f"START RequestId: {ran.request_id} Version: {ran.function.version}",
        **({"error": _error_line(ran.outcome.error)} if ran.outcome.error else {}),
        "end": f"END RequestId: {ran.request_id}",
        "report": f"REPORT RequestId: {ran.request_id}\tDuration: {milliseconds:.2f} ms\tBilled Duration: {math.ceil(milliseconds)} ms\t"
        f"Memory Size: {ran.function.memory} MB{initialised}",
    }


def _error_line(error: Mapping[str, Any]) -> str:
    stack = "".join(error.get("stackTrace", ())).rstrip().replace("\n", "\r")
    return f"[ERROR] {error['errorType']}: {error['errorMessage']}" + (f"\rTraceback (most recent call last):\r{stack}" if stack else "")


def _json_frame(ran: Ran) -> dict[str, str]:
    milliseconds = ran.outcome.seconds * 1000
    metrics = {"durationMs": round(milliseconds, 3), "billedDurationMs": math.ceil(milliseconds), "memorySizeMB": ran.function.memory}
    initialised = {"initDurationMs": round(ran.started.seconds * 1000, 3)} if ran.started else {}
    status = "error" if ran.outcome.error else "success"
    return {
        "started": _platform("initStart", initializationType="on-demand", runtimeVersion=f"{ran.function.runtime} ({_ONLY_HERE})"),
        "start": _platform("start", requestId=ran.request_id, version=ran.function.version),
        **({"error": _json_error(ran)} if ran.outcome.error else {}),
        "report": _platform("report", requestId=ran.request_id, metrics={**metrics, **initialised}, status=status),
    }


def _platform(kind: str, **record: Any) -> str:
    return json.dumps({"time": _now(), "type": f"platform.{kind}", "record": record})


def _json_error(ran: Ran) -> str:
    told = {name: value for name, value in (ran.outcome.error or {}).items() if name != "requestId"}
    return json.dumps({"timestamp": _now(), "level": "ERROR", "requestId": ran.request_id, **told})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
