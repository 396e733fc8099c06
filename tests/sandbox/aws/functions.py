"""A small function for tests."""

from __future__ import annotations

import io
import json
import zipfile


def trust(service="lambda.amazonaws.com", **more):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(aws, name="start", service="lambda.amazonaws.com", account="111111111111", **more):
    """ARN of a new role."""
    return aws.client("iam", account).create_role(RoleName=name, AssumeRolePolicyDocument=trust(service, **more))["Role"]["Arn"]


def code():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("main.py", "def handler(event, context): return event")
    return packed.getvalue()


def create(aws, role_arn, name="start", account="111111111111", **more):
    functions = aws.client("lambda", account)
    return functions.create_function(
        FunctionName=name, Runtime="python3.14", Handler="main.handler", Role=role_arn, Code={"ZipFile": code()}, **more
    )
