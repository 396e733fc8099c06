"""Attaches functions and the pump to a sandbox: `--extension sandbox.pump.extension`, or `start_in_thread(extensions=[extend])`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from sandbox.aws.emulation import Emulation
from sandbox.aws.request import AwsRequest
from sandbox.functions.asynchronous import AsynchronousEvents
from sandbox.functions.functions import Functions
from sandbox.functions.invoke_api import InvokeApi


def extend(aws: Emulation) -> None:
    folder = Path(tempfile.mkdtemp(prefix="sandbox-functions-"))
    ports = {}

    def note_port(request: AwsRequest) -> AwsRequest:
        if not request.caller.is_service:
            ports["port"] = request.environ["SERVER_PORT"]
        return request

    aws.gate.checks.append(note_port)
    functions = Functions(
        clients=aws.clients,
        folder=folder,
        endpoint=lambda: f"http://127.0.0.1:{ports['port']}",
        ahead=lambda: aws.clock.ahead.total_seconds(),
    )
    events = AsynchronousEvents(functions, give_up=lambda _: None, succeed=lambda *_: None)
    InvokeApi(functions, events).attach(aws.gate)
    aws.on_stop.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    aws.on_stop.append(functions.stop)
