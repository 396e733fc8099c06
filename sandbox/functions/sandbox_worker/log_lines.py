"""Where a function's words go: standard output and error are one pipe to the sandbox, and `logging` writes there as on AWS."""

import contextlib
import io
import json
import logging
import os
import sys
import time
from typing import TextIO

REQUEST_ID = {"now": ""}
"""The request that is being handled; log records carry it."""


class AwsLogFormat(logging.Formatter):
    """`[LEVEL]<tab>time<tab>request id<tab>message`, times in UTC, as in AWS's Python runtime with text logs."""

    def __init__(self) -> None:
        self.converter = time.gmtime
        super().__init__("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The line; the request's id is added to the record."""
        record.aws_request_id = REQUEST_ID["now"]
        return super().format(record)


class AwsJsonFormat(logging.Formatter):
    """One JSON document a record, as in AWS's Python runtime with JSON logs."""

    def format(self, record: logging.LogRecord) -> str:
        """The document; an exception adds its type, message and stack."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{record.msecs:03.0f}Z"
        told = {"timestamp": at, "level": record.levelname, "message": record.getMessage(), "logger": record.name}
        if record.exc_info and record.exc_info[0]:
            kind, error, _ = record.exc_info
            told |= {"errorType": kind.__name__, "errorMessage": str(error), "stackTrace": self.formatException(record.exc_info)}
        return json.dumps({**told, "requestId": REQUEST_ID["now"]})


def set_up() -> None:
    """Whole lines leave at once, in the order in which they were printed; the root logger has AWS's handler (level WARNING)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True, encoding="utf-8", errors="backslashreplace")
    handler: logging.StreamHandler[TextIO] = logging.StreamHandler(sys.stdout)
    handler.setFormatter(AwsJsonFormat() if os.environ["AWS_LAMBDA_LOG_FORMAT"] == "JSON" else AwsLogFormat())
    logging.getLogger().addHandler(handler)


def end_mark(request_id: str) -> bytes:
    """The bytes that end an invocation's lines in the pipe; no text output contains them."""
    return b"\x00end " + request_id.encode() + b"\x00"


def close(request_id: str) -> None:
    """Sends what is still buffered, then the end mark."""
    with contextlib.suppress(OSError, ValueError):  # the function may have closed them
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(1, end_mark(request_id))
