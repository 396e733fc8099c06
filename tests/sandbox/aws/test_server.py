from __future__ import annotations

import json
import os
import signal
import socketserver
import subprocess
import sys
import urllib.request

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.aws.server import start_in_thread


def test_health_names_the_accounts_that_were_asked_for(aws):
    aws.admin("POST", "accounts/222222222222")
    assert aws.admin("GET", "health") == {"status": "ok", "accounts": ["222222222222"]}


def test_an_account_gives_the_same_keys_twice_and_they_belong_to_it(aws):
    first = aws.admin("POST", "accounts/222222222222")
    assert aws.admin("POST", "accounts/222222222222") == first
    identity = aws.client("sts", "222222222222").get_caller_identity()
    assert identity["Account"] == "222222222222"
    assert identity["Arn"] == "arn:aws:iam::222222222222:user/admin"


def test_an_account_id_needs_twelve_digits(aws):
    assert aws.admin("POST", "accounts/22222222222")["error"] == "ValidationError"


def test_resources_of_two_accounts_are_apart(aws):
    aws.client("sqs").create_queue(QueueName="only-here")
    assert "QueueUrls" in aws.client("sqs").list_queues()
    assert "QueueUrls" not in aws.client("sqs", "222222222222").list_queues()


def test_an_answer_goes_out_in_one_piece_so_that_none_breaks_off_after_its_head(aws, monkeypatch):
    sqs, sent, send = aws.client("sqs"), [], socketserver._SocketWriter.write
    monkeypatch.setattr(socketserver._SocketWriter, "write", lambda self, data: sent.append(bytes(data)) or send(self, data))
    sqs.list_queues()
    (answer,) = sent
    assert (answer[:8], answer[-1:]) == (b"HTTP/1.1", b"}")


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
        ("dynamodb", "list_tables", "UnrecognizedClientException"),
        ("lambda", "list_functions", "UnrecognizedClientException"),
        ("ec2", "describe_vpcs", "AuthFailure"),
    ],
)
def test_a_key_that_no_account_knows_is_refused_by_every_protocol(aws, service, call, code):
    client = aws.client(service, keys={"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x"})
    with pytest.raises(ClientError) as refused:
        getattr(client, call)()
    assert refused.value.response["Error"]["Code"] == code


def test_a_new_server_in_the_same_process_starts_empty(aws):
    aws.client("s3").create_bucket(Bucket="left-over")
    aws.running.stop()
    again = start_in_thread()
    try:
        assert again.aws.clients.client("s3", "111111111111").list_buckets()["Buckets"] == []
    finally:
        again.stop()


def test_the_server_process_keeps_its_parents_login_out_reaches_no_other_machine_and_ends_on_a_signal(tmp_path):
    (tmp_path / "spy.py").write_text(
        """
import os
import socket


def extend(aws):
    def look(*_):
        try:
            socket.create_connection(("192.0.2.1", 80), timeout=1)
        except OSError as error:
            return {"error": str(error), "inherited": [name for name in os.environ if name.startswith("AWS_")]}
        return {"error": ""}

    aws.admin.add("GET", "spy", look)
"""
    )
    login = {"AWS_PROFILE": "acme-prod", "AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_ENDPOINT_URL": "http://192.0.2.1", "AWS_REGION": "mars-1"}
    login["MOTO_ACCOUNT_ID"] = "999999999999"  # would pin all accounts to one
    command = [sys.executable, "-m", "sandbox.aws.server", "--folder", str(tmp_path / "aws"), "--extension", "spy"]
    paths = os.pathsep.join([str(tmp_path), os.getcwd()])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | login | {"PYTHONPATH": paths})
    try:
        said = json.loads(process.stdout.readline())
        endpoint = said["endpoint"]
        assert endpoint == f"http://127.0.0.1:{said['port']}"
        keys = json.load(urllib.request.urlopen(urllib.request.Request(f"{endpoint}/_sandbox/accounts/111111111111", method="POST")))
        assert keys["AccessKeyId"] != "AKIAREAL"
        login_of = {"aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"]}
        sts = boto3.client("sts", endpoint_url=endpoint, region_name="us-east-1", **login_of)
        assert sts.get_caller_identity()["Account"] == "111111111111"
        seen = json.load(urllib.request.urlopen(f"{endpoint}/_sandbox/spy"))
        assert "192.0.2.1: it lives on this machine only" in seen["error"]
        assert set(seen["inherited"]) == {"AWS_EC2_METADATA_DISABLED", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"}
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
