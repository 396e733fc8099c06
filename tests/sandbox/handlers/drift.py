"""What every resource handler must keep, and the table with which a handler is put to the test.

A test module holds one class a service, and in it a table:

    class TestQueues(HandlerContract):
        cases = (
            Case(
                "aws:sqs/queue:Queue",
                inputs=lambda cloud: {"delaySeconds": 5, "kmsMasterKeyId": cloud.key(), "tags": {"Client": "Acme"}},
                drifts=(
                    Drift("delaySeconds", 7, lambda aws, it: aws.set_queue_attributes(QueueUrl=it["id"], Attributes={"DelaySeconds": "7"})),
                    Drift("tags.*", {"Client": "Globex"}, lambda aws, it: aws.tag_queue(QueueUrl=it["id"], Tags={"Client": "Globex"})),
                ),
            ),
        )

That is all: the class inherits the tests. Each case is created (a name is generated where the inputs give none), read back
and deleted; each drift is made by boto3 behind the handler's back, must be seen by `read` and repaired by `update`; and the
drifting inputs are once taken out of the program, which must leave what AWS has without them. `it` is the resource's state
with its `id`; `aws` is the client of the handler's service; `cloud` (`cloud.py`) makes what must be there before. A type may
have several cases.

`test_every_handler_is_covered.py` fails for a supported path that no case creates with, and for one that neither
drifts, nor is `write_only`, nor stands below an input in `replace_on`.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from sandbox.handlers import lifecycle
from sandbox.handlers.handler import Handler, Properties, handler_of
from tests.sandbox.handlers.cloud import Cloud

GONE = "gone"
"""Value of a drift that takes the property away."""


@dataclass(frozen=True)
class Drift:
    """One change behind the handler's back."""

    path: str
    """The supported path that changes: `delaySeconds`, `tags.*`, `rules[].expiration.days`."""
    value: Any
    """What `read` must say at that path afterwards (one item of a list must say it); GONE when nothing may be there.
    A function gets `it` and gives the value."""
    behind: Callable[[Any, Mapping[str, Any]], Any]
    """Makes the change: called with the boto3 client of the handler's service and the resource's state, `id` included.
    Drifts of a case that name the same function are one change, and one test."""
    awaits: str = ""
    """What the emulation still lacks for it. The test then has to fail, and says so when it no longer does."""


@dataclass(frozen=True)
class Case:
    """A resource with as many supported inputs as can be given together."""

    type: str
    inputs: Callable[[Cloud], Properties]
    """The program's inputs, made anew for every test."""
    drifts: tuple[Drift, ...] = ()
    required: tuple[str, ...] = ()
    """Top-level inputs without which AWS does not make the resource: they are not taken out."""
    computed: tuple[str, ...] = ()
    """Top-level inputs that keep their last value when the program no longer gives them ('Optional, Computed' of the real provider)."""
    remains: Mapping[str, Any] | None = None
    """What `read` says after the deletion, for settings that AWS can only set back; None when nothing is left."""
    imported_as: Callable[[Properties], str] | None = None
    """The id to import it by, from its state; None where that is the resource's id."""
    awaits: str = ""
    """What the emulation still lacks for the type. Every test then has to fail, and says so when it no longer does."""
    note: str = ""
    """What tells the case from others of its type."""

    @property
    def handler(self) -> Handler:
        return handler_of(self.type)

    def __str__(self) -> str:
        return self.type.rpartition(":")[2] + (f" {self.note}" if self.note else "")


class Resource:
    """A resource that a test made, as a deployer would hold it."""

    def __init__(self, case: Case, cloud: Cloud, leave_out: Collection[str] = ()) -> None:
        self.handler, self.cloud = case.handler, cloud
        given = {key: value for key, value in case.inputs(cloud).items() if key not in leave_out}
        self.inputs = lifecycle.checked(self.handler, "it", given, cloud.name("x"))
        self.id, self.state = lifecycle.create(self.handler, cloud.account, self.inputs)

    def read(self) -> Properties | None:
        return lifecycle.read(self.handler, self.cloud.account, self.id, self.state)

    def refresh(self) -> Properties:
        """The state with the live values over it, as after `pulumi refresh`."""
        live = self.read()
        assert live is not None, f"{self.id} should be there"
        self.state = {**self.state, **live}
        return self.state

    def update(self, given: Properties) -> None:
        """As `pulumi up` after a refresh, with these inputs in the program."""
        new = lifecycle.checked(self.handler, "it", given, "")
        known = {key: self.state[key] for key in {top(path) for path in self.handler.supported} if key in self.state}
        self.state = lifecycle.update(self.handler, self.cloud.account, self.id, known, new)

    def readable(self, values: Properties) -> Properties:
        """The inputs among the values as far as `read` can know them, in one spelling."""
        return normalised({key: _without(value, key, self.handler.write_only) for key, value in values.items() if key in self.inputs})


class HandlerContract:
    """The tests that every case goes through; see the module's docstring."""

    cases: ClassVar[tuple[Case, ...]]

    def test_it_is_made_read_imported_left_alone_and_deleted(self, case: Case, cloud: Cloud) -> None:
        made = Resource(case, cloud)
        assert made.readable(made.refresh()) == made.readable(made.inputs), "read back"
        _is_imported_as_it_is_read(made, case)
        if {top(path) for path in made.handler.supported} - made.handler.replace_on:
            made.update(made.inputs)
            assert made.readable(made.refresh()) == made.readable(made.inputs), "after an update that changes nothing"
        lifecycle.delete(made.handler, cloud.account, made.id, made.state)
        left = made.read()
        assert (left is None) == (case.remains is None), "deleted"
        assert {**(left or {}), **(case.remains or {})} == (left or {})

    def test_a_change_behind_its_back_is_seen_and_repaired(self, case: Case, together: tuple[Drift, ...], cloud: Cloud) -> None:
        made = Resource(case, cloud)
        made.refresh()
        for drift in together:
            assert not _says(drift, made.state), f"{drift.path} must differ from what was created"
        together[0].behind(cloud.client(made.handler.service), {**made.state, "id": made.id})
        made.refresh()
        for drift in together:
            assert _says(drift, made.state), f"{drift.path} reads as {at(drift.path, made.state)}"
        made.update(made.inputs)
        assert made.readable(made.refresh()) == made.readable(made.inputs)

    def test_inputs_taken_out_of_the_program(self, case: Case, taken: list[str], cloud: Cloud) -> None:
        made = Resource(case, cloud)
        before = made.readable(made.refresh())
        made.update({key: value for key, value in made.inputs.items() if key not in taken})
        after = made.readable(made.refresh())
        never_given = made.readable(Resource(case, cloud, leave_out=taken).refresh())
        assert {key: after.get(key) for key in taken} == {
            key: before.get(key) if key in case.computed else never_given.get(key) for key in taken
        }

    @classmethod
    def pytest_generate_tests(cls, metafunc: pytest.Metafunc) -> None:
        """Which cases, drifts and inputs each test runs over."""
        if "together" in metafunc.fixturenames:
            changes = [(case, together) for case in cls.cases for together in made_together(case)]
            tests = [parameters(case, together, name=together[0].path, awaits=together[0].awaits) for case, together in changes]
            metafunc.parametrize(("case", "together"), tests)
        elif "taken" in metafunc.fixturenames:
            tests = [parameters(case, taken) for case in cls.cases if (taken := removable(case))]
            metafunc.parametrize(("case", "taken"), tests)
        elif "case" in metafunc.fixturenames:
            metafunc.parametrize("case", [parameters(case) for case in cls.cases])


def _is_imported_as_it_is_read(made: Resource, case: Case) -> None:
    """Nothing but the id and the region is known when a resource is imported."""
    id = case.imported_as(made.state) if case.imported_as else made.id
    imported = lifecycle.read(made.handler, made.cloud.account, id, {"region": made.state["region"]})
    assert imported is not None, "imported"
    assert made.readable(imported) == made.readable(made.state), "imported"
    for path in made.handler.write_only:
        assert not at(path, imported), f"{path} is called write-only, yet read knows it"


def parameters(case: Case, *more: Any, name: str = "", awaits: str = "") -> Any:
    """The parameters of one test, which has to fail while the emulation lacks something for it."""
    lacking = case.awaits or awaits
    marks = [pytest.mark.xfail(reason=lacking, strict=True)] if lacking else []
    return pytest.param(case, *more, id=f"{case} {name}".strip(), marks=marks)


def made_together(case: Case) -> list[tuple[Drift, ...]]:
    """The drifts that one and the same change makes."""
    return [
        tuple(drift for drift in case.drifts if drift.behind is behind) for behind in dict.fromkeys(each.behind for each in case.drifts)
    ]


def removable(case: Case) -> list[str]:
    """Top-level inputs that drift and that a program may leave out."""
    return sorted({top(drift.path) for drift in case.drifts if not drift.awaits} - {*case.required})


def top(path: str) -> str:
    """`rules[].id` and `rules.a` belong to the input `rules`."""
    return path.replace("[]", "").split(".")[0]


def at(path: str, value: Any) -> list[Any]:
    """Every value at the path, in one spelling; nothing for a part that is missing, None or empty."""
    head, _, rest = path.partition(".")
    if head == "*" or not path:
        found = normalised(value)
        return [] if found in (None, "", [], {}) else [found]
    inner = value.get(head.removesuffix("[]")) if isinstance(value, dict) else None
    items = (inner or []) if head.endswith("[]") else [inner]
    return [one for item in items for one in at(rest, item)]


def normalised(value: Any) -> Any:
    """One spelling of equal values: JSON text parsed, nothing that is None or empty."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return normalised(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, dict):
        return {key: inner for key, item in value.items() if (inner := normalised(item)) not in (None, "", [], {})}
    return [normalised(item) for item in value] if isinstance(value, list | tuple) else value


def _says(drift: Drift, state: Properties) -> bool:
    found = at(drift.path, state)
    value = drift.value(state) if callable(drift.value) else drift.value
    return not found if value is GONE else normalised(value) in found


def _without(value: Any, at_path: str, hidden: Mapping[str, str]) -> Any:
    """The value with the write-only paths cut out."""
    if at_path in hidden or f"{at_path}.*" in hidden:
        return None
    if isinstance(value, dict):
        return {key: _without(inner, f"{at_path}.{key}", hidden) for key, inner in value.items()}
    if isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        return [_without(inner, f"{at_path}[]", hidden) for inner in value]
    return value
