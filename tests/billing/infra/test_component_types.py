"""Nothing is left out: every component has its own token, a test module, and the four things that make it a component."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pulumi
import pytest

import billing.infra
from billing.infra import component_types
from billing.infra.component_types import COMPONENT_TYPES
from components.component_types import COMPONENT_TYPES as OF_ENVIRONMENTS
from tests.billing.infra.recording import whole

FOLDER = Path(billing.infra.__file__).parent
TESTS = Path(__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in ("__init__", "component_types"))
FOUND = sorted(
    {
        member
        for module in MODULES
        for _, member in inspect.getmembers(importlib.import_module(f"billing.infra.{module}"), inspect.isclass)
        if issubclass(member, pulumi.ComponentResource) and member.__module__.startswith("billing.infra.")
    },
    key=lambda component: component.__name__,
)
each_component = pytest.mark.parametrize("component", FOUND, ids=lambda component: component.__name__)


def token_of(component):
    """The constant that its constructor hands to Pulumi."""
    constant = re.search(r"super\(\).__init__\((\w+), name, \{\}, opts\)", inspect.getsource(component))
    assert constant, f"{component.__name__} does not hand a token of component_types to Pulumi"
    return getattr(component_types, constant[1])


def test_there_are_components_and_none_has_the_token_of_another():
    constants = {value for name, value in vars(component_types).items() if name.isupper() and isinstance(value, str)}
    assert constants == COMPONENT_TYPES
    assert len(FOUND) == len(COMPONENT_TYPES) >= 13
    assert not COMPONENT_TYPES & OF_ENVIRONMENTS


@each_component
def test_its_token_is_its_own_name_in_the_one_list(component):
    assert token_of(component) == f"clientenv-billing:index:{component.__name__}"


@each_component
def test_it_has_a_file_of_its_own(component):
    assert component.__module__.rpartition(".")[2] == re.sub(r"(?<!^)(?=[A-Z])", "_", component.__name__).lower()


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_test_module(module):
    assert (TESTS / f"test_{module}.py").is_file()


@each_component
def test_its_constructor_ends_with_its_outputs_and_is_a_list_of_parts(component):
    lines = inspect.getsource(component.__init__).rstrip().splitlines()
    assert lines[-1].strip().startswith("self.register_outputs(")
    assert len(lines) <= 40


@each_component
def test_it_is_deployed_and_its_outputs_arrive(component):
    said = {each.urn: whole().component_outputs.get(each.urn) for each in whole().of(token_of(component))}
    assert said
    assert [urn for urn, outputs in said.items() if not outputs] == []


@pytest.mark.parametrize("module", MODULES)
def test_every_field_that_a_component_is_told_is_explained(module):
    tree = ast.parse((FOLDER / f"{module}.py").read_text())
    for cls in (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.endswith("Args")):
        fields = [(at, node.target.id) for at, node in enumerate(cls.body) if isinstance(node, ast.AnnAssign)]
        explained = {at + 1 for at, _ in fields} & {at for at, node in enumerate(cls.body) if isinstance(node, ast.Expr)}
        assert [f"{cls.name}.{name}" for at, name in fields if at + 1 not in explained] == []
