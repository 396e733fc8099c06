"""The provider `aws` as the engine sees it: a gRPC service over the resource handlers.

Method names, messages and their meaning are those of pulumi/proto/provider.proto. The provider accepts secrets: the engine would
mark them again by the name of the property alone, and AWS tells some twice under two names (`secrets.py`).
"""

import functools
import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox.engine.difference import DEFAULTED, Change, deletes_first, difference, without_notes
from sandbox.engine.half_made import HalfMade
from sandbox.engine.inputs import Naming, checked_inputs, input_names, live_inputs
from sandbox.engine.secrets import marked
from sandbox.handlers import lifecycle
from sandbox.handlers.account import ProviderAccount
from sandbox.handlers.handler import Handler, Properties, UnsupportedInput, handler_of
from sandbox.handlers.invokes import invoke
from sandbox.handlers.properties import unsupported
from sandbox.handlers.refusals import refusal
from sandbox.wire import from_struct, plain, to_struct

PROVIDER_INPUTS = (
    "region",
    "allowedAccountIds",
    *(f"assumeRoles[].{name}" for name in ("roleArn", "role_arn", "externalId", "external_id", "sessionName", "session_name")),
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "version",
)
"""What a program may tell the provider. Roles come in snake_case where it writes them as plain dicts."""

WITHOUT_REGION = frozenset({"budgets", "ce", "cloudfront", "iam", "organizations", "route53"})
"""Services whose resources live in no region: another region of the provider leaves them alone."""

MODES: dict[int, Any] = {0: "propose", 1: "enforce", 2: "disable"}

Method = TypeVar("Method", bound=Callable[..., Any])


def told_in_one_line(method: Method) -> Method:
    """What goes wrong ends as one line in the engine's report, not as a traceback."""

    @functools.wraps(method)
    def answer(self: "AwsProvider", request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except HalfMade as half:
            return half.tell(context)
        except Exception as error:
            about = getattr(request, "type", "") or getattr(request, "tok", "") or "provider aws"
            return context.abort(grpc.StatusCode.UNKNOWN, refusal(about, error))

    return answer  # type: ignore[return-value]


class AwsProvider(provider_pb2_grpc.ResourceProviderServicer):
    """One provider of one stack. Its methods run on many threads at once."""

    account: ProviderAccount

    def __init__(self, version: str, endpoint: str) -> None:
        """`version` is that of the SDK which the program uses, `endpoint` the sandbox's URL."""
        self._version = version
        self._endpoint = endpoint

    # About itself.

    def Handshake(self, request: Any, context: Any) -> provider_pb2.ProviderHandshakeResponse:  # noqa: N802
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:  # noqa: N802
        return plugin_pb2.PluginInfo(version=self._version)

    def GetSchema(self, request: Any, context: Any) -> provider_pb2.GetSchemaResponse:  # noqa: N802
        """Only its name: the schema serves code generation, which the sandbox does not do."""
        return provider_pb2.GetSchemaResponse(schema=f'{{"name": "aws", "version": "{self._version}"}}')

    def Cancel(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: N802
        """Calls under way end by themselves, soon, and so the state says what was made."""
        return empty_pb2.Empty()

    # Its settings.

    @told_in_one_line
    def CheckConfig(self, request: provider_pb2.CheckRequest, context: Any) -> provider_pb2.CheckResponse:  # noqa: N802
        told = ProviderAccount(_values(request.news), self._endpoint).inputs
        unknown = sorted(unsupported(told, PROVIDER_INPUTS))
        if unknown:
            return _refused(f"the sandbox's provider does not support {', '.join(unknown)}")
        return provider_pb2.CheckResponse(inputs=request.news)

    @told_in_one_line
    def DiffConfig(self, request: provider_pb2.DiffRequest, context: Any) -> provider_pb2.DiffResponse:  # noqa: N802
        """A change must be told: without it the engine would go on with the old role or account."""
        old = _values(request.old_inputs) or _values(request.olds)
        changes = difference(_without_version(old), _without_version(_values(request.news)))
        return _diff_response(changes)

    @told_in_one_line
    def Configure(self, request: provider_pb2.ConfigureRequest, context: Any) -> provider_pb2.ConfigureResponse:  # noqa: N802
        """Logs in, as the published provider does: a wrong account stops the preview already. Raises WrongAccount."""
        self.account = ProviderAccount(_values(request.args), self._endpoint)
        self.account.client("sts")
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True)

    # Resources.

    @told_in_one_line
    def Check(self, request: provider_pb2.CheckRequest, context: Any) -> provider_pb2.CheckResponse:  # noqa: N802
        new, old = _values(request.news), _values(request.olds)
        naming = Naming(
            seed=request.randomSeed.hex() or os.urandom(8).hex(),
            proposed=request.autonaming.proposed_name,
            mode=MODES[request.autonaming.mode],
        )
        try:
            complete = checked_inputs(handler_of(request.type), request.name, new, old, naming)
        except UnsupportedInput as error:
            return _refused(refusal(request.type, error))
        return provider_pb2.CheckResponse(inputs=_answer(complete, request.news))

    @told_in_one_line
    def Diff(self, request: provider_pb2.DiffRequest, context: Any) -> provider_pb2.DiffResponse:  # noqa: N802
        handler = handler_of(request.type)
        state, new = _values(request.olds), _values(request.news)
        old = _values(request.old_inputs) or state
        changes = difference(without_notes(old), without_notes(new), handler.replace_on)
        changes.pop("region", None)  # left out, it is the provider's: only where the resource is and should be counts
        if self._moves(handler, state, new):
            changes["region"] = Change(kind="update", replaces=True)
        return _diff_response(changes, delete_first=deletes_first(handler, old, new))

    @told_in_one_line
    def Create(self, request: provider_pb2.CreateRequest, context: Any) -> provider_pb2.CreateResponse:  # noqa: N802
        inputs = without_notes(_values(request.properties))
        if request.preview:  # what is missing in the answer the SDK takes as unknown
            return provider_pb2.CreateResponse(properties=_answer(inputs, request.properties))
        try:
            id, state = lifecycle.create(handler_of(request.type), self.account, inputs)
        except lifecycle.NotReadBack as half:
            region = inputs.get("region") or self.account.region
            kept = _answer({**inputs, "region": region}, request.properties)
            raise HalfMade(half.id, kept, request.properties, refusal(request.type, half.error)) from None
        return provider_pb2.CreateResponse(id=id, properties=_answer(state, request.properties))

    @told_in_one_line
    def Read(self, request: provider_pb2.ReadRequest, context: Any) -> provider_pb2.ReadResponse:  # noqa: N802
        """For refresh, with the known inputs; for import and `.get()`, without any. What is gone is an empty answer."""
        handler = handler_of(request.type)
        state, inputs = _values(request.properties), _values(request.inputs)
        live = lifecycle.read(handler, self.account, request.id, state)
        if live is None:
            return provider_pb2.ReadResponse()
        found = live_inputs(handler, without_notes(inputs), live)
        notes = {name: value for name, value in inputs.items() if name == DEFAULTED}
        region = state.get("region") or self.account.region
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=_answer({**state, **live, "region": region}, request.properties),
            inputs=_answer({**found, **notes}, request.inputs),
        )

    @told_in_one_line
    def Update(self, request: provider_pb2.UpdateRequest, context: Any) -> provider_pb2.UpdateResponse:  # noqa: N802
        handler = handler_of(request.type)
        state, new = _values(request.olds), without_notes(_values(request.news))
        if request.preview:
            return provider_pb2.UpdateResponse(properties=_answer({**state, **new}, request.olds, request.news))
        old = {name: state[name] for name in input_names(handler) & state.keys()}
        updated = lifecycle.update(handler, self.account, request.id, old, new)
        return provider_pb2.UpdateResponse(properties=_answer(updated, request.news))

    @told_in_one_line
    def Delete(self, request: provider_pb2.DeleteRequest, context: Any) -> empty_pb2.Empty:  # noqa: N802
        lifecycle.delete(handler_of(request.type), self.account, request.id, _values(request.properties))
        return empty_pb2.Empty()

    # Functions.

    @told_in_one_line
    def Invoke(self, request: provider_pb2.InvokeRequest, context: Any) -> provider_pb2.InvokeResponse:  # noqa: N802
        response = provider_pb2.InvokeResponse()
        answer = invoke(request.tok, self.account, _values(request.args))
        getattr(response, "return").CopyFrom(to_struct(answer))  # a keyword of Python's
        return response

    def _moves(self, handler: Handler, state: Properties, new: Properties) -> bool:
        """Whether the program wants the resource in another region than it is in."""
        known = state.get("region") and handler.service not in WITHOUT_REGION
        return bool(known) and state["region"] != (new.get("region") or self.account.region)


def _values(struct: struct_pb2.Struct) -> Properties:
    """As handlers take them: without marks on what is secret."""
    return dict(plain(from_struct(struct)))


def _answer(values: Mapping[str, Any], *came: struct_pb2.Struct) -> struct_pb2.Struct:
    """The values for the engine, secret where they `came` secret."""
    like = {name: value for struct in came for name, value in from_struct(struct).items()}
    return to_struct(marked(values, like))


def _refused(reason: str) -> provider_pb2.CheckResponse:
    return provider_pb2.CheckResponse(failures=[provider_pb2.CheckFailure(reason=reason)])


def _diff_response(changes: dict[str, Change], *, delete_first: bool = False) -> provider_pb2.DiffResponse:
    replaces = [name for name, change in changes.items() if change.replaces]
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=list(changes),
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and delete_first,
        hasDetailedDiff=True,
        detailedDiff={name: _property_diff(change) for name, change in changes.items()},
    )


def _property_diff(change: Change) -> provider_pb2.PropertyDiff:
    kind = change.kind.upper() + ("_REPLACE" if change.replaces else "")
    return provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.Kind.Value(kind), inputDiff=True)


def _without_version(provider_inputs: Properties) -> Properties:
    """A newer SDK is no change of what is deployed."""
    return {name: value for name, value in provider_inputs.items() if name != "version"}
