"""A sandbox that stays until Ctrl-C, to look around in with the AWS command or boto3."""

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from sandbox.demo.clients import CLIENTS, YOURS, DemoStack
from sandbox.demo.journey import deploy_all
from sandbox.demo.video import VIDEO
from sandbox.server_process import Sandbox, running_sandbox
from sandbox.wire import plain

HOW_TO_LOOK = """
The sandbox runs at {endpoint} until Ctrl-C.
To log in to account {account}, type in another terminal, in this folder:

  export AWS_ENDPOINT_URL={endpoint}
  export AWS_REGION={region} AWS_DEFAULT_REGION={region}
  export AWS_ACCESS_KEY_ID={key}
  export AWS_SECRET_ACCESS_KEY={secret}

Then, with the AWS command or with the boto3 of the virtual environment,

  aws s3 ls
  .venv/bin/python -c "import boto3; print(
      boto3.client('sts').get_caller_identity()['Arn'])"

Keys of another account ({other}, or any twelve digits):

  curl -s -X POST {endpoint}/_sandbox/accounts/{other}
"""
HOW_TO_UPLOAD = """
Videos are analysed and metered below `uploads/`, and nowhere else. {stack}:

  .venv/bin/python -c "import boto3; boto3.client('s3').upload_file(
      '{video}',
      '{bucket}', 'uploads/mine.mp4')"
  .venv/bin/python -c "import boto3; print(boto3.client('dynamodb').scan(
      TableName='{table}')['Items'])"
"""
REGION = "us-east-1"


def serve(folder: Path, port: int, *, deploy: bool, console: Console) -> None:
    """Runs until interrupted."""
    with running_sandbox(folder, port) as sandbox:
        deployed = deploy_all(sandbox, console) if deploy else []
        console.print(how_to_look(sandbox), soft_wrap=True, markup=False)
        for stack, state in deployed[:1]:
            console.print(how_to_upload(stack, plain(state.outputs)), soft_wrap=True, markup=False)
        threading.Event().wait()


def how_to_look(sandbox: Sandbox) -> str:
    """How to log in, to be typed as it stands."""
    keys = sandbox.credentials(YOURS)
    return HOW_TO_LOOK.format(
        endpoint=sandbox.endpoint,
        region=REGION,
        key=keys["AccessKeyId"],
        secret=keys["SecretAccessKey"],
        account=YOURS,
        other=CLIENTS,
    ).rstrip()


def how_to_upload(stack: DemoStack, outputs: Mapping[str, Any]) -> str:
    """How to put a video where it is metered, and to see that it was, in an environment of the account that is logged in to."""
    table = outputs["usage_table_arn"].rpartition("/")[2]
    return HOW_TO_UPLOAD.format(stack=stack.name, video=os.path.relpath(VIDEO), bucket=outputs["uploads_bucket"], table=table)
