"""Resource transforms, called as the engine calls them: over gRPC, back into the program."""

import threading
from collections.abc import Iterator
from functools import cache

import grpc
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2


class Transforms:
    """The transforms of a stack and of its resources, in the order in which they apply: the resource's own, its parents', the stack's."""

    def __init__(self) -> None:
        self._stack: list[callback_pb2.Callback] = []
        self._own: dict[str, list[callback_pb2.Callback]] = {}
        self._parents: dict[str, str] = {}
        self._lock = threading.Lock()

    def add_for_stack(self, callback: callback_pb2.Callback) -> None:
        self._stack.append(callback)

    def remember(self, urn: str, request: resource_pb2.RegisterResourceRequest) -> None:
        """Children of this resource inherit its transforms."""
        with self._lock:
            self._own[urn] = list(request.transforms)
            self._parents[urn] = request.parent

    def apply(self, request: resource_pb2.RegisterResourceRequest) -> None:
        """Changes the request's properties and options in place."""
        for callback in [*request.transforms, *self._inherited(request.parent), *self._stack]:
            answer = _call(callback, request)
            request.object.CopyFrom(answer.properties)
            if answer.HasField("options"):
                request.provider = answer.options.provider or request.provider
                request.ignoreChanges[:] = answer.options.ignore_changes
                request.protect = answer.options.protect

    def _inherited(self, urn: str) -> Iterator[callback_pb2.Callback]:
        while urn in self._own:
            yield from self._own[urn]
            urn = self._parents[urn]


@cache
def _channel(target: str) -> grpc.Channel:
    """One connection to a program, which serves all its transforms."""
    return grpc.insecure_channel(target)


def _call(callback: callback_pb2.Callback, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.TransformResponse:
    question = resource_pb2.TransformRequest(
        type=request.type,
        name=request.name,
        custom=request.custom,
        parent=request.parent,
        properties=request.object,
        options=resource_pb2.TransformResourceOptions(
            provider=request.provider,
            protect=request.protect,
            ignore_changes=request.ignoreChanges,
            depends_on=request.dependencies,
            additional_secret_outputs=request.additionalSecretOutputs,
        ),
    )
    invoke = callback_pb2.CallbackInvokeRequest(token=callback.token, request=question.SerializeToString())
    answer = callback_pb2_grpc.CallbacksStub(_channel(callback.target)).Invoke(invoke)
    transformed: resource_pb2.TransformResponse = resource_pb2.TransformResponse.FromString(answer.response)
    return transformed
