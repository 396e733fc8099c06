"""Every handler behind the provider, asked as the engine asks it: nothing that nobody changed may look changed. Needs no `pulumi`."""

import importlib
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from pulumi.runtime.proto import provider_pb2, status_pb2

from sandbox.aws.server import start_in_thread
from sandbox.engine.provider import AwsProvider
from sandbox.handlers.account import ProviderAccount
from sandbox.handlers.handler import Properties, handler_of
from sandbox.wire import from_struct, plain, to_struct
from tests.sandbox.handlers import drift
from tests.sandbox.handlers.cloud import Cloud

REGION = "us-east-1"
NUMBERS = count(1)


def every_case() -> list[drift.Case]:
    for module in sorted(Path(drift.__file__).parent.glob("test_*.py")):
        importlib.import_module(f"tests.sandbox.handlers.{module.stem}")
    return [case for contract in drift.HandlerContract.__subclasses__() for case in contract.cases if not case.awaits]


class Refused(Exception):
    """What the engine would print."""


class Context:
    """The engine's end of a call."""

    def abort(self, code: Any, text: str) -> None:
        raise Refused(text)

    def abort_with_status(self, status: Any) -> None:
        raise Refused(status.details, dict(status.trailing_metadata)["grpc-status-details-bin"])


class Engine:
    """One resource's life as the engine leads it, message by message."""

    def __init__(self, provider: AwsProvider, type_: str) -> None:
        self.provider, self.type = provider, type_
        self.id, self.inputs, self.state = "", dict[str, Any](), dict[str, Any]()

    def create(self, given: Mapping[str, Any]) -> None:
        self.inputs = self.check(given, {})
        made = self.provider.Create(provider_pb2.CreateRequest(type=self.type, properties=to_struct(self.inputs)), Context())
        self.id, self.state = made.id, plain(from_struct(made.properties))

    def check(self, given: Mapping[str, Any], old: Mapping[str, Any]) -> Properties:
        request = provider_pb2.CheckRequest(
            type=self.type, name=f"it{next(NUMBERS)}", news=to_struct(given), olds=to_struct(old), randomSeed=b"\xab\xcd\xef\x01"
        )
        checked = self.provider.Check(request, Context())
        assert [failure.reason for failure in checked.failures] == []
        return plain(from_struct(checked.inputs))

    def differs(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
        """Inputs that the engine would say have changed."""
        request = provider_pb2.DiffRequest(
            type=self.type, id=self.id, old_inputs=to_struct(old), news=to_struct(new), olds=to_struct(self.state)
        )
        return list(self.provider.Diff(request, Context()).diffs)

    def read(self, id: str, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> tuple[Properties, Properties]:
        """Live state and inputs."""
        request = provider_pb2.ReadRequest(type=self.type, id=id, properties=to_struct(state), inputs=to_struct(inputs))
        live = self.provider.Read(request, Context())
        assert live.id
        return plain(from_struct(live.properties)), plain(from_struct(live.inputs))


@pytest.fixture(scope="module")
def provider() -> Iterator[AwsProvider]:
    server = start_in_thread()
    keys = server.aws.accounts.credentials("111111111111")
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], region_name=REGION)
    made = AwsProvider("7", server.endpoint)
    made.account = ProviderAccount({"region": REGION}, server.endpoint, session)
    yield made
    server.stop()


@pytest.fixture(scope="module")
def cloud(provider: AwsProvider) -> Cloud:
    return Cloud(provider.account)


@pytest.mark.parametrize("case", every_case(), ids=str)
def test_nothing_that_nobody_changed_looks_changed(case: drift.Case, provider: AwsProvider, cloud: Cloud) -> None:
    engine = Engine(provider, case.type)
    given = case.inputs(cloud)
    engine.create(given)
    assert engine.differs(engine.inputs, engine.check(given, engine.inputs)) == [], "a second up"

    state, inputs = engine.read(engine.id, engine.state, engine.inputs)
    assert engine.differs(inputs, engine.inputs) == [], "a refresh"
    assert state == engine.state, "a refresh"

    imported_id = case.imported_as(engine.state) if case.imported_as else engine.id
    _, imported = engine.read(imported_id, {}, {})
    wanted = engine.check(given, imported)
    told = given.keys() - {drift.top(path) for path in case.handler.write_only}
    assert told & set(engine.differs(imported, wanted)) == set(), "an import"


def test_what_was_made_but_cannot_be_read_is_kept_in_the_state(provider, cloud, monkeypatch) -> None:
    engine = Engine(provider, "aws:sqs/queue:Queue")

    def fail(*_: Any) -> None:
        raise LookupError("nobody knows it")

    monkeypatch.setattr(handler_of(engine.type), "read", fail, raising=False)
    with pytest.raises(Refused) as refused:
        engine.create({"tags": {"Client": "acme"}})

    text, detail = refused.value.args
    kept = provider_pb2.ErrorResourceInitFailed()
    status_pb2.Status.FromString(detail).details[0].Unpack(kept)
    assert text == "aws:sqs/queue:Queue: nobody knows it"
    assert kept.id in cloud.client("sqs").list_queues()["QueueUrls"]
    assert plain(from_struct(kept.properties))["tags"] == {"Client": "acme"}
