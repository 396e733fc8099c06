"""EC2 is mended at its first call: moto reads tables of instance types with it, which takes longer than the rest of a server's start."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sandbox.aws.gate import Gate
from sandbox.aws.mended.mending import mend
from sandbox.aws.request import AwsRequest


class MendedWhenCalled:
    """A check of the gate that refuses nothing."""

    def __init__(self, gate: Gate, on_stop: list[Callable[[], None]]) -> None:
        self._on_stop = on_stop
        self._mended = False
        self._lock = threading.Lock()
        gate.checks.append(self._look)

    def _look(self, request: AwsRequest) -> AwsRequest:
        if request.service == "ec2":
            self._mend_ec2()
        return request

    def _mend_ec2(self) -> None:
        with self._lock:
            if not self._mended:
                from sandbox.aws.mended.endpoints import ENDPOINTS  # only now

                self._on_stop.append(mend(ENDPOINTS))
                self._mended = True
