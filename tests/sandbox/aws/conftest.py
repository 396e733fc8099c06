"""A server in this process, and boto3 clients that talk to it over real HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sandbox.aws.server import start_in_thread

OWN, CLIENT_ACCOUNT = "111111111111", "222222222222"
CONFIG = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})


class Aws:
    """What a test needs of a running server."""

    def __init__(self, running: Any) -> None:
        self.running = running
        self.endpoint = running.endpoint

    def admin(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}/_sandbox/{path}", data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def client(self, service: str, account: str = OWN, region: str = "us-east-1", keys: dict[str, str] | None = None, **more: Any) -> Any:
        keys = keys or self.admin("POST", f"accounts/{account}")
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            config=CONFIG,
            **more,
        )


@pytest.fixture
def aws() -> Any:
    running = start_in_thread()
    yield Aws(running)
    running.stop()
