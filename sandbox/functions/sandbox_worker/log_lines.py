"""Where a function's words go: standard output and error are one pipe to the sandbox, and `logging` writes there as on AWS."""

import contextlib
import io
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


def set_up() -> None:
    """Whole lines leave at once, in the order in which they were printed; the root logger has AWS's handler (level WARNING)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True, encoding="utf-8", errors="backslashreplace")
    handler: logging.StreamHandler[TextIO] = logging.StreamHandler(sys.stdout)
    handler.setFormatter(AwsLogFormat())
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
