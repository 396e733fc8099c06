"""A sandbox that stays until Ctrl-C, to look around in with the AWS command or boto3."""

import threading
from pathlib import Path

from rich.console import Console

from sandbox.demo.clients import CLIENTS, YOURS
from sandbox.demo.journey import deploy_all
from sandbox.server_process import Sandbox, running_sandbox

HOW_TO_LOOK = """
The sandbox runs at {endpoint} until Ctrl-C. Log in to an account in another terminal:

  export AWS_ENDPOINT_URL={endpoint} AWS_REGION=us-east-1
  export AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={secret}   # account {account}

then, for instance,

  aws s3 ls
  aws dynamodb list-tables
  python -c "import boto3; print(boto3.client('sts').get_caller_identity())"

Keys of another account ({other}, or any twelve digits):

  curl -s -X POST {endpoint}/_sandbox/accounts/{other}
"""


def serve(folder: Path, port: int, *, deploy: bool, console: Console) -> None:
    """Runs until interrupted."""
    with running_sandbox(folder, port) as sandbox:
        if deploy:
            deploy_all(sandbox, console)
        console.print(_how_to_look(sandbox), soft_wrap=True)
        threading.Event().wait()


def _how_to_look(sandbox: Sandbox) -> str:
    keys = sandbox.credentials(YOURS)
    return HOW_TO_LOOK.format(
        endpoint=sandbox.endpoint, key=keys["AccessKeyId"], secret=keys["SecretAccessKey"], account=YOURS, other=CLIENTS
    )
