import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.safety import is_loopback, sandbox_environment

REAL_LOOKING = {
    "AWS_ACCESS_KEY_ID": "AKIAREALLOOKINGKEY00",
    "AWS_SECRET_ACCESS_KEY": "real-looking-secret",
    "AWS_SESSION_TOKEN": "real-looking-token",
    "AWS_PROFILE": "production",
    "AWS_ENDPOINT_URL_S3": "https://s3.us-east-1.amazonaws.com",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2/creds",
    "PULUMI_ACCESS_TOKEN": "pul-real-looking",
    "HTTPS_PROXY": "http://proxy.example:3128",
}


def test_planted_credentials_are_not_inherited(monkeypatch, tmp_path):
    for name, value in REAL_LOOKING.items():
        monkeypatch.setenv(name, value)

    environment = sandbox_environment("http://127.0.0.1:1", tmp_path)

    assert not set(REAL_LOOKING.values()) & set(environment.values())


def test_a_planted_aws_folder_is_not_read(monkeypatch, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text("[default]\naws_access_key_id = AKIAREALLOOKINGKEY00\naws_secret_access_key = x\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    asks = "import boto3; print(boto3.Session().get_credentials().access_key)"

    seen = subprocess.run(
        [sys.executable, "-c", asks], env=sandbox_environment("http://127.0.0.1:1", tmp_path / "sandbox"), capture_output=True, text=True
    )

    assert seen.stdout.strip() == "none"


@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.1", "8.8.8.8"])
def test_a_connection_off_loopback_raises(address):
    tries = f"""
from sandbox.safety import only_loopback
only_loopback()
import socket
try:
    socket.create_connection(("{address}", 80), timeout=2)
except OSError as error:
    print(type(error).__name__)
"""
    assert _run(tries) == "OffLoopback"


def test_a_name_is_not_even_looked_up():
    tries = """
from sandbox.safety import only_loopback
only_loopback()
import socket
try:
    socket.getaddrinfo("s3.us-east-1.amazonaws.com", 443)
except OSError as error:
    print(type(error).__name__)
"""
    assert _run(tries) == "OffLoopback"


def test_loopback_stays_open():
    tries = """
from sandbox.safety import only_loopback
only_loopback()
import socket
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), timeout=2)
print("connected")
"""
    assert _run(tries) == "connected"


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("192.168.1.1", False), ("aws", False)]
)
def test_what_counts_as_loopback(host, expected):
    assert is_loopback(host) is expected


def _run(source: str) -> str:
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", source], env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True, timeout=30
    )
    return done.stdout.strip() or done.stderr
