"""One emulated AWS for all handler tests of a run, in this process."""

import logging
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from sandbox.handlers.account import ProviderAccount
from tests.sandbox.handlers.cloud import Cloud


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line per request hides what failed
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def cloud(endpoint: str) -> Cloud:
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    return Cloud(ProviderAccount({"region": "us-east-1"}, endpoint, session))
