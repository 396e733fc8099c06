"""The emulated AWS on a port of 127.0.0.1.

`python -m sandbox.aws.server --port 0 --folder DIR` prints one line of JSON, `{"port": .., "endpoint": ..}`, once it answers.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.serving import BaseWSGIServer, make_server

from sandbox.aws.emulation import Emulation
from sandbox.aws.moto_inside import MotoRequestHandler
from sandbox.processes import end_with_parent
from sandbox.safety import only_loopback

HOST = "127.0.0.1"
POLL = 0.01
"""Seconds after which the server sees that it shall stop: tests start and stop hundreds."""

ONE_PIECE = 64 * 1024
"""Bytes of an answer that are sent at once."""

Extension = Callable[[Emulation], None]
"""Adds admin paths, stand-ins and listeners before the first request."""


@dataclass(frozen=True, kw_only=True)
class RunningServer:
    """A server that answers."""

    endpoint: str
    """`http://127.0.0.1:<port>`: value for AWS_ENDPOINT_URL."""
    port: int
    """TCP port."""
    aws: Emulation
    """Its parts, for tests in the same process."""
    stop: Callable[[], None]
    """Stops it; returns when the port is free. Safe to call twice."""


class AnswerInOnePiece(MotoRequestHandler):  # type: ignore[misc]  # moto is not read by mypy
    """Sends the head of an answer together with its body.

    Botocore takes an answer that broke off after its head for an empty one: of a server that was killed in between, callers would hear
    that all went well. Each connection carries one answer.
    """

    wfile: Any

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begins the answer; `100 Continue`, which a client waits for before it, does not come here."""
        self.wfile = io.BufferedWriter(self.wfile, ONE_PIECE)  # werkzeug flushes it after the body
        super().send_response(code, message)


def start_in_thread(folder: Path | None = None, port: int = 0, extensions: Sequence[Extension] = ()) -> RunningServer:
    """Serve from a thread of this process. Only one at a time: moto keeps its state in the process, and a new server starts empty."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    aws = Emulation(folder)
    server = make_server(HOST, port, aws, threaded=True, request_handler=AnswerInOnePiece)
    aws.endpoint = f"http://{HOST}:{server.port}"
    for extend in extensions:
        extend(aws)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=POLL), name="sandbox-aws", daemon=True)
    thread.start()

    def stop() -> None:
        _stop(server, thread, aws)

    return RunningServer(endpoint=aws.endpoint, port=server.port, aws=aws, stop=stop)


def _stop(server: BaseWSGIServer, thread: threading.Thread, aws: Emulation) -> None:
    if thread.is_alive():
        server.shutdown()
        thread.join()
        server.server_close()
        aws.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.aws.server", description="The sandbox's AWS on a port of this machine.")
    parser.add_argument("--port", type=int, default=0, help="TCP port; 0 takes a free one")
    parser.add_argument("--folder", type=Path, required=True, help="where the journal of calls is written")
    parser.add_argument("--extension", action="append", default=[], help="module with extend(aws), may be given more than once")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input does, as it does when the parent is gone")
    options = parser.parse_args(arguments)
    if options.with_parent:
        end_with_parent()
    options.folder.mkdir(parents=True, exist_ok=True)
    _check_port(options.port)
    asked = _on_signal()
    _leave_the_parents_login()
    only_loopback()
    extensions = [importlib.import_module(name).extend for name in options.extension]
    running = start_in_thread(options.folder, options.port, extensions)
    print(json.dumps({"port": running.port, "endpoint": running.endpoint}), flush=True)
    sys.stdout = sys.stderr  # moto prints now and then, and whoever started this process stops reading after the first line
    asked.wait()
    running.stop()
    return 0


def _check_port(port: int) -> None:
    """Ends with a line of ours where the port is not to be had; whoever takes it after this moment gets werkzeug's line."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: what has just ended is no neighbour
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(
                f"Port {port} of {HOST} is not free ({error.strerror}). End what listens there, or take another: "
                "`python -m sandbox serve --port 0` takes any that is free."
            )


def _leave_the_parents_login() -> None:
    """Nothing here may use the credentials, profile or endpoint of whoever started this process."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull


def _on_signal() -> threading.Event:
    """An event that a signal to end sets."""
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    return asked


if __name__ == "__main__":
    sys.exit(main())
