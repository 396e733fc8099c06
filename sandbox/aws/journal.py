"""The journal of calls: who asked what, and how it ended."""

from __future__ import annotations

import json
import logging
import threading
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.aws.callers import GATE
from sandbox.aws.errors import AwsError
from sandbox.aws.request import AwsRequest

if TYPE_CHECKING:
    from sandbox.aws.arrival import Arrival

log = logging.getLogger(__name__)

KEPT = 5000
"""Calls that are kept in memory; the file has them all."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One line of the journal. It never holds parameters: they may be secret."""

    at: str
    """The sandbox's time, ISO-8601 UTC; empty when the caller was not known."""
    principal: str
    """ARN of the caller; empty when it was not known."""
    account: str
    """Account that the call acted in."""
    region: str
    """Region of the signature."""
    service: str
    """Signing name of the service."""
    action: str
    """API operation."""
    status: int
    """HTTP status of the answer."""
    error: str = ""
    """Error code; empty for success, and for an error that moto itself answered."""
    message: str = ""
    """The gate's error message."""


class Journal:
    """The calls of one server, the latest in memory and all in `calls.jsonl`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self._lock = threading.Lock()
        self._file = (folder / "calls.jsonl").open("a", encoding="utf-8") if folder else None

    def answered(self, request: AwsRequest, status: int) -> None:
        """Note a call that moto or a stand-in answered; not what the gate asks for its own purposes."""
        if request.caller.arn != GATE:
            self._note(_call(request, status))

    def refused(self, request: AwsRequest | None, arrival: Arrival, error: AwsError) -> None:
        """Note a call that the gate refused, perhaps before its caller was known."""
        if request is not None:
            self._note(_call(request, error.status, error.code, error.message))
            return
        region = arrival.signature.region if arrival.signature else ""
        unknown = Call(
            at="",
            principal="",
            account="",
            region=region,
            service=arrival.service,
            action="",
            status=error.status,
            error=error.code,
            message=error.message,
        )
        self._note(unknown)

    def calls(self) -> list[Call]:
        """The latest calls, oldest first."""
        with self._lock:
            return list(self._calls)

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._abandon()

    def _note(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)
            if self._file and not self._file.closed:
                self._write(json.dumps(asdict(call)) + "\n")

    def _write(self, line: str) -> None:
        """A full disk ends the file and nothing else: the call that it would note has been carried out already."""
        assert self._file is not None
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            log.error("calls.jsonl ends here, the rest is in memory only: %s", error)
            self._abandon()

    def _abandon(self) -> None:
        assert self._file is not None
        with suppress(OSError):  # closing writes what is still buffered
            self._file.close()


def _call(request: AwsRequest, status: int, error: str = "", message: str = "") -> Call:
    return Call(
        at=request.at.isoformat(),
        principal=request.caller.arn,
        account=request.account,
        region=request.region,
        service=request.service,
        action=request.action,
        status=status,
        error=error,
        message=message,
    )
