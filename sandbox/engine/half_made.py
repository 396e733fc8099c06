"""Tells the engine of a resource that exists although its creation ended in an error, so that the state has it."""

from dataclasses import dataclass
from typing import Any, NoReturn

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2


class HalfMade(Exception):
    """The end of such a `Create`. The next `up` updates the resource instead of making it again."""

    def __init__(self, id: str, state: struct_pb2.Struct, inputs: struct_pb2.Struct, reason: str) -> None:
        super().__init__(reason)
        self._failed = provider_pb2.ErrorResourceInitFailed(id=id, properties=state, inputs=inputs, reasons=[reason])

    def tell(self, context: grpc.ServicerContext) -> NoReturn:
        """Ends the call. The detail travels in gRPC's richer error model (google.rpc.Status)."""
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(self))
        status.details.add().Pack(self._failed)
        detail: Any = (("grpc-status-details-bin", status.SerializeToString()),)
        context.abort_with_status(_Status(grpc.StatusCode.UNKNOWN, str(self), detail))
        raise AssertionError("abort_with_status always raises")


@dataclass(frozen=True)
class _Status(grpc.Status):
    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...]
