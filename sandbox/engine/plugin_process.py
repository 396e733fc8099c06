"""A provider plugin as a process: what the engine starts, and what keeps it on this machine."""

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from sandbox.processes import end_with_parent
from sandbox.safety import is_loopback, only_loopback

THREADS = 32
"""Resources that one plugin works on at a time. More bring nothing: the emulated AWS is one process."""
LARGEST_MESSAGE = 400 * 1024 * 1024
"""Bytes, as the engine allows them."""


class NotTheSandbox(Exception):
    """The plugin was started outside the sandbox."""


def enter_sandbox() -> str:
    """Walls in this process and returns the sandbox's URL. Raises NotTheSandbox unless AWS_ENDPOINT_URL points at this machine."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    host = urlsplit(endpoint).hostname
    if not host or not is_loopback(host):
        raise NotTheSandbox(
            f"This plugin is the sandbox's stand-in for the real provider, and AWS_ENDPOINT_URL is {endpoint or 'not set'}. "
            "It works on a sandbox of this machine only: start it through `make demo ENGINE=pulumi`."
        )
    only_loopback()
    end_with_parent()  # the engine holds the other end of standard input
    return endpoint


def serve(servicer: provider_pb2_grpc.ResourceProviderServicer) -> None:
    """Answers the engine until it ends. The first line of output is the port, as the engine expects it."""
    limits = [("grpc.max_receive_message_length", LARGEST_MESSAGE), ("grpc.max_send_message_length", LARGEST_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(THREADS), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdout = sys.stderr  # the engine reads nothing but the port there
    for number in (signal.SIGINT, signal.SIGTERM):  # how the engine ends its plugins
        signal.signal(number, lambda *_: os._exit(0))
    server.wait_for_termination()
