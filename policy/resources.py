"""A stack's resources as rules see them, whoever shows them: the engine's policy host or a program under mocks."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_policy.proxy import UnknownValueError

TRIALS = ("demo", "dev", "sandbox", "staging", "test")
"""Environments in which nothing is kept that anybody would miss, by how their names begin. Whatever else one is called, it is production:
a rule about data that asks for one spelling of `prod` would pass `live`."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource."""

    urn: str
    """As the engine names it: `urn:pulumi:<stack>::<project>::<types>::<name>`."""
    type: str
    """Such as `aws:s3/bucket:Bucket`."""
    name: str
    """The name in the program."""
    inputs: Mapping[str, Any]
    """Inputs after transforms, in camelCase. Reading one that is known only after deployment may raise; the rule then waits for it."""
    protect: bool = False
    """Whether Pulumi refuses to delete it."""
    links: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Input to the URNs of the resources that its value comes from."""

    @property
    def environment(self) -> str:
        """What its tag says, and without one the second half of the stack's name: `acme-prod` is `prod`."""
        tags = self.inputs.get("tags") or {}
        said = tags.get("Environment") if isinstance(tags, Mapping) else None
        return str(said or self.urn.split("::")[0].rpartition(":")[2].rpartition("-")[2])

    @property
    def in_production(self) -> bool:
        return not self.environment.startswith(TRIALS)

    def known(self, name: str) -> Any:
        """An input; None where it is not given or nobody knows it yet."""
        try:
            return self.inputs.get(name)
        except UnknownValueError:
            return None

    def part(self, name: str) -> Mapping[str, Any]:
        """An input that is an object; empty where it is not given."""
        return self.inputs.get(name) or {}


@dataclass(frozen=True, kw_only=True)
class Stack:
    """All resources of a stack."""

    resources: tuple[Resource, ...]

    def of(self, *types: str) -> Iterator[Resource]:
        return (each for each in self.resources if each.type in types)

    def naming(self, target: Resource, input_: str, types: Iterable[str], names: Collection[str] = ()) -> bool:
        """Whether a resource of these types has the target in this input, by a reference or by one of its names in plain text."""
        return any(target.urn in each.links.get(input_, ()) or each.known(input_) in names for each in self.of(*types))
