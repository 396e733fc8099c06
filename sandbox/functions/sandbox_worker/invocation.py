"""One event in, one result out: the handler is found as AWS finds it, and its errors take the shape that AWS gives them."""

import importlib
import json
import os
import time
import traceback
from collections.abc import Callable
from typing import Any

Handler = Callable[[Any, "Context"], Any]


class Context:
    """The second argument of a handler (docs.aws.amazon.com/lambda/latest/dg/python-context.html)."""

    identity = None
    client_context = None

    def __init__(self, *, request_id: str, arn: str, seconds: float) -> None:
        self.aws_request_id = request_id
        self.invoked_function_arn = arn
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self._ends = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the time limit, 0 when it has passed."""
        return max(0, int((self._ends - time.monotonic()) * 1000))


class CannotStart(Exception):
    """The handler cannot be found or imported; carries AWS's error type."""

    def __init__(self, kind: str, message: str, stack: list[str]) -> None:
        super().__init__(message)
        self.error = {"errorMessage": message, "errorType": kind, "requestId": "", "stackTrace": stack}


def find_handler(name: str) -> Handler:
    """The callable that `module.path.function` names. Raises `CannotStart`."""
    module_name, dot, function_name = name.rpartition(".")
    if not dot:
        raise CannotStart("Runtime.MalformedHandlerName", f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)", [])
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise CannotStart("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}", _stack(error)) from error
    except SyntaxError as error:
        raise CannotStart("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", []) from error
    except Exception as error:
        raise CannotStart(type(error).__name__, str(error), _stack(error)) from error
    handler = getattr(module, function_name, None)
    if not callable(handler):
        raise CannotStart("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'", [])
    found: Handler = handler
    return found


def run(handler: Handler, event: str, context: Context) -> dict[str, Any]:
    """Calls the handler with the event (JSON text).

    Returns {"result": JSON text} or {"error": {errorMessage, errorType, requestId, stackTrace}}.
    """
    try:
        answer = handler(json.loads(event), context)
    except Exception as error:
        return {"error": describe(error, context.aws_request_id)}
    try:
        return {"result": json.dumps(answer, ensure_ascii=False)}
    except (TypeError, ValueError) as error:
        message = f"Unable to marshal response: {error}"
        return {
            "error": {"errorMessage": message, "errorType": "Runtime.MarshalError", "requestId": context.aws_request_id, "stackTrace": []}
        }


def describe(error: BaseException, request_id: str) -> dict[str, Any]:
    """An exception as AWS's runtime reports it."""
    return {"errorMessage": str(error), "errorType": type(error).__name__, "requestId": request_id, "stackTrace": _stack(error)}


def _stack(error: BaseException) -> list[str]:
    own = os.path.dirname(__file__)
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if own not in frame.filename and "importlib" not in frame.filename
    ]
    return traceback.format_list(frames)
