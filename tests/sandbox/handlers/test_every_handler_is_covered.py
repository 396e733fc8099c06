"""No handler without a case, no supported input that is only claimed."""

import importlib
from pathlib import Path

import pytest

from sandbox.handlers.handler import HANDLERS, Handler, load_all
from sandbox.handlers.properties import leaves
from tests.sandbox.handlers.cloud import Cloud
from tests.sandbox.handlers.drift import Case, HandlerContract, top

load_all()


def cases_of(type_: str) -> list[Case]:
    for module in sorted(Path(__file__).parent.glob("test_*.py")):
        importlib.import_module(f"tests.sandbox.handlers.{module.stem}")
    return [case for contract in HandlerContract.__subclasses__() for case in contract.cases if case.type == type_]


def covers(supported: str, path: str) -> bool:
    """`tags.*` covers `tags.Client`."""
    return path == supported or (supported.endswith(".*") and path.startswith(supported[:-1]))


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
def test_every_supported_input_is_created_with(handler: Handler, cloud: Cloud) -> None:
    given = {path for case in cases_of(handler.type) for path in leaves(case.inputs(cloud))}
    never = [path for path in handler.supported if path != handler.name_input and not any(covers(path, each) for each in given)]
    assert never == [], f"{handler.type}: no case creates with them"


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
def test_every_supported_input_drifts_or_says_why_not(handler: Handler) -> None:
    drifting = {drift.path for case in cases_of(handler.type) for drift in case.drifts}
    excused = {path for path in handler.supported if top(path) in handler.replace_on} | {*handler.write_only, *handler.fixed}
    assert sorted({*handler.supported} - drifting - excused) == [], f"{handler.type}: no case changes them behind the handler's back"


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
def test_nothing_is_excused_or_changed_that_is_not_supported(handler: Handler) -> None:
    drifting = {drift.path for case in cases_of(handler.type) for drift in case.drifts}
    assert drifting | {*handler.write_only, *handler.fixed} <= {*handler.supported}
    assert not drifting & {*handler.fixed}
    assert handler.replace_on <= {top(path) for path in handler.supported}
