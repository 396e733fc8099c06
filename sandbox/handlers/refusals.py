"""Why something could not be done, in one line: what it was about, AWS's own words, and what helps."""

import traceback
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, HTTPClientError

from sandbox.handlers.account import WrongAccount
from sandbox.handlers.handler import UnsupportedInput

REMEDIES = {
    "AccessDenied": "Look at the policies of whoever asks (`sts get-caller-identity`), at the resource's own policy and at the key's.",
    "AlreadyExists": "Choose another name, or bring the existing one into the stack with `pulumi import`.",
    "AlreadyOwnedByYou": "Choose another name, or bring the existing one into the stack with `pulumi import`.",
    "InUse": "Something else still needs it: take that away first, then run the same command again.",
    "NotEmpty": "Empty it first, or let the program say `force_destroy=True`.",
    "LimitExceeded": "Ask for a higher quota (Service Quotas), or make room, then run the same command again.",
    "QuotaExceeded": "Ask for a higher quota (Service Quotas), or make room, then run the same command again.",
    "Throttling": "Wait a little and run the same command again: what was made is kept.",
    "ExpiredToken": "Log in again.",
    "InvalidClientTokenId": "These keys belong to no account of the sandbox; they end with it.",
}
"""What helps, by a part of AWS's error code. Without spaces: `ResourceInUseException` contains `InUse`."""


SENTENCES = {
    "account must be verified": "Ask AWS Support to verify the account, which takes a day or two; until then do without a web page: "
    "`pulumi config set clientenv:webHosting false`, then run the same command again.",
    "not enabled for cost explorer": "Open Cost Explorer once in the console (Billing and Cost Management); it answers a day later.",
    "UnreservedConcurrentExecution below": "Reserve none, or ask for more concurrent executions (Service Quotas, AWS Lambda).",
}
"""What helps, by a part of AWS's message: where the code alone says little. What stands here goes before REMEDIES."""

PROJECT = Path(__file__).parents[2]


def refusal(about: str, error: Exception) -> str:
    """One line for the engine to print. `about` is a resource type or a function's token."""
    if isinstance(error, WrongAccount):
        return str(error)
    if isinstance(error, UnsupportedInput | LookupError) and not isinstance(error, KeyError | IndexError):
        text = str(error)
        return text if about in text else f"{about}: {text}"
    if isinstance(error, ClientError):
        return f"{about}: {_one_line(error)}{_remedy(error)}"
    if isinstance(error, EndpointConnectionError | HTTPClientError):
        return f"{about}: the sandbox's AWS no longer answers: {_one_line(error)}. Start it again (`make sandbox`); it begins empty"
    if isinstance(error, BotoCoreError):
        return f"{about}: {_one_line(error)}"
    return f"{about}: {type(error).__name__}: {_one_line(error)} (a fault of the sandbox, in {_where(error)})"


def concerns_all(error: Exception) -> bool:
    """Whether an error of one resource would be that of every other one too: the wrong account, an AWS that is gone."""
    return isinstance(error, WrongAccount | EndpointConnectionError | HTTPClientError)


def _remedy(error: ClientError) -> str:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    by_message = (remedy for part, remedy in SENTENCES.items() if part in message)
    by_code = (remedy for part, remedy in REMEDIES.items() if part in code)
    return next((f". {remedy}" for remedy in (*by_message, *by_code)), "")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    last = [frame for frame in frames if Path(frame.filename).is_relative_to(PROJECT)] or frames
    return f"{Path(last[-1].filename).name} line {last[-1].lineno}"
