"""S3 bucket notifications: the gate keeps the EventBridge flag, which moto loses when it is read back.

moto never sees the flag and so never sends an event to a rule: ids would be constants, and multipart uploads would send two.
Queues and topics stay moto's; functions are refused, because moto would start a container.
"""

from __future__ import annotations

from xml.etree import ElementTree

from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_FLAG = f"{{{_NAMESPACE}}}EventBridgeConfiguration"

ElementTree.register_namespace("", _NAMESPACE)


class S3Notifications:
    """Which buckets send their events to EventBridge."""

    def __init__(self, gate: Gate) -> None:
        self._enabled: set[str] = set()
        gate.stand_in("s3", "PutBucketNotificationConfiguration", self._put)
        gate.stand_in("s3", "GetBucketNotificationConfiguration", self._get)
        gate.on(self._forget_with_bucket)

    def eventbridge_enabled(self, bucket: str) -> bool:
        """Whether the bucket's events go to the default event bus of its account and region."""
        return bucket in self._enabled

    def _put(self, request: AwsRequest, forward: Forward) -> Response:
        try:
            root = ElementTree.fromstring(request.body)
        except ElementTree.ParseError:
            raise AwsError("MalformedXML", "The XML you provided was not well-formed or did not validate against our schema.") from None
        if any(child.tag.endswith("CloudFunctionConfiguration") or child.tag.endswith("LambdaFunctionConfiguration") for child in root):
            raise SandboxUnsupported("The sandbox does not send S3 notifications to functions directly. Use EventBridge and a queue.")
        flags = [child for child in root if child.tag.endswith("EventBridgeConfiguration")]
        for flag in flags:
            root.remove(flag)
        response = forward(request.with_body(ElementTree.tostring(root)))
        if response.status_code < 400:
            (self._enabled.add if flags else self._enabled.discard)(request.bucket)
        return response

    def _get(self, request: AwsRequest, forward: Forward) -> Response:
        response = forward(request)
        if response.status_code < 400 and self.eventbridge_enabled(request.bucket):
            root = ElementTree.fromstring(response.get_data())
            root.append(ElementTree.Element(_FLAG))
            response.set_data(ElementTree.tostring(root))
        return response

    def _forget_with_bucket(self, request: AwsRequest, _: Response) -> None:
        if (request.service, request.action) == ("s3", "DeleteBucket"):
            self._enabled.discard(request.bucket)
