"""Small functions for the tests: written as text, zipped, deployed over real HTTP."""

from __future__ import annotations

import io
import json
import textwrap
import urllib.error
import urllib.request
import zipfile
from typing import Any

import boto3
from botocore.config import Config

OWN, CLIENT_ACCOUNT, REGION = "111111111111", "222222222222", "us-east-1"
CONFIG = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, read_timeout=60)


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, textwrap.dedent(text))
    return packed.getvalue()


class Cloud:
    """A running sandbox, seen from outside."""

    def __init__(self, running: Any) -> None:
        self.running = running
        self.endpoint = running.endpoint
        self.name = ""
        self._count = 0
        self._clients: dict[Any, Any] = {}

    def admin(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}/_sandbox/{path}", data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def client(self, service: str, account: str = OWN, region: str = REGION) -> Any:
        if (service, account, region) not in self._clients:
            keys = self.admin("POST", f"accounts/{account}")
            self._clients[service, account, region] = boto3.client(
                service,
                region_name=region,
                endpoint_url=self.endpoint,
                aws_access_key_id=keys["AccessKeyId"],
                aws_secret_access_key=keys["SecretAccessKey"],
                config=CONFIG,
            )
        return self._clients[service, account, region]

    def role(self, name: str, account: str = OWN, service: str = "lambda.amazonaws.com") -> str:
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}
        iam = self.client("iam", account)
        try:
            return iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        except iam.exceptions.EntityAlreadyExistsException:
            return iam.get_role(RoleName=name)["Role"]["Arn"]

    def deploy(
        self, code: str, name: str = "", account: str = OWN, files: dict[str, str] | None = None, logged: bool = True, **more: Any
    ) -> str:
        """Deploys `code` as app.py with handler app.handler, under a new name if none is given; returns the function's ARN."""
        self._count += 1
        self.name = name = name or f"function-{self._count}"
        if logged:
            self.client("logs", account).create_log_group(logGroupName=f"/aws/lambda/{name}")
        settings = {"Runtime": "python3.14", "Handler": "app.handler", "Timeout": 20, "Role": self.role("runs", account), **more}
        package = {"ZipFile": zipped({"app.py": code, **(files or {})})}
        return self.client("lambda", account).create_function(FunctionName=name, Code=package, **settings)["FunctionArn"]

    def invoke(self, name: str = "", event: Any = None, account: str = OWN, **more: Any) -> Any:
        """What the function (the one deployed last) returned, or its error document."""
        answer = self.client("lambda", account).invoke(FunctionName=name or self.name, Payload=json.dumps(event).encode(), **more)
        return json.loads(answer["Payload"].read())

    def lines(self, name: str = "", account: str = OWN) -> list[str]:
        events = self.client("logs", account).filter_log_events(logGroupName=f"/aws/lambda/{name or self.name}")["events"]
        return [event["message"] for event in events]
