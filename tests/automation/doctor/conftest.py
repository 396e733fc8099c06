"""An emulated AWS in this process, empty for each test, and sessions of its accounts."""

import json
import urllib.request
from functools import cache
from types import SimpleNamespace

import boto3
import pytest

from sandbox.aws.server import start_in_thread

pytest.register_assert_rewrite("tests.automation.doctor.judging")  # what it asserts is told as a test tells it

YOURS = "111111111111"


@pytest.fixture
def aws(monkeypatch):
    """`session(account)`, `client(service)`, `admin(path, **body)` for the sandbox's own paths, `log_in(account)` for a command."""
    running = start_in_thread()
    monkeypatch.setenv("AWS_ENDPOINT_URL", running.endpoint)
    for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_CREDENTIAL_EXPIRATION"):
        monkeypatch.delenv(name, raising=False)

    @cache
    def session(account=YOURS, region="us-east-1"):
        keys = running.aws.accounts.credentials(account)
        return boto3.Session(aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], region_name=region)

    def log_in(account=YOURS):
        keys = running.aws.accounts.credentials(account)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])

    def admin(path, **body):
        request = urllib.request.Request(f"{running.endpoint}/_sandbox/{path}", method="POST", data=json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    yield SimpleNamespace(
        admin=admin,
        session=session,
        client=lambda service, account=YOURS, region="us-east-1": session(account, region).client(service),
        log_in=log_in,
    )
    running.stop()
