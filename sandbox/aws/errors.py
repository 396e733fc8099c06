"""AWS-shaped errors in each wire protocol, so that every SDK shows code and message."""

from __future__ import annotations

import json
from enum import StrEnum
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response


class Protocol(StrEnum):
    """How a service speaks. The value is botocore's name for it."""

    JSON = "json"
    QUERY = "query"
    EC2 = "ec2"
    REST_JSON = "rest-json"
    REST_XML = "rest-xml"
    S3 = "s3"


class AwsError(Exception):
    """A refusal that the caller sees as an AWS error. `status` is the HTTP status: 4xx, because SDKs retry 5xx."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class SandboxUnsupported(AwsError):
    """Something that AWS can do and the sandbox cannot. It is never dropped silently."""

    def __init__(self, message: str) -> None:
        super().__init__("SandboxUnsupported", message)


def error_response(error: AwsError, protocol: Protocol, request_id: str) -> Response:
    """`error` as the wire form of `protocol`."""
    headers = {"x-amzn-RequestId": request_id, "x-amz-request-id": request_id}
    if protocol in (Protocol.JSON, Protocol.REST_JSON):
        headers["x-amzn-ErrorType"] = error.code
        body = json.dumps({"__type": error.code, "message": error.message})
        mimetype = "application/x-amz-json-1.1" if protocol is Protocol.JSON else "application/json"
        return Response(body, status=error.status, headers=headers, mimetype=mimetype)
    text = _XML[protocol].format(
        code=escape(error.code),
        message=escape(error.message),
        fault="Sender" if error.status < 500 else "Receiver",
        request_id=request_id,
    )
    return Response('<?xml version="1.0" encoding="UTF-8"?>\n' + text, status=error.status, headers=headers, mimetype="text/xml")


_ERROR_RESPONSE = (
    "<ErrorResponse><Error><Type>{fault}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    "<RequestId>{request_id}</RequestId></ErrorResponse>"
)
_XML = {
    Protocol.QUERY: _ERROR_RESPONSE,
    Protocol.REST_XML: _ERROR_RESPONSE,
    Protocol.EC2: (
        "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        "<RequestID>{request_id}</RequestID></Response>"
    ),
    Protocol.S3: "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{request_id}</RequestId></Error>",
}
