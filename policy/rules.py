"""What a rule is, and what it finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from policy.resources import Resource, Stack


class Level(StrEnum):
    """What becomes of a stack that breaks a rule."""

    MANDATORY = "mandatory"
    """It is not deployed."""
    ADVISORY = "advisory"
    """It is deployed, and the finding is shown."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What no stack may do."""

    name: str
    """What the engine shows, and what a policy configuration names."""
    sentence: str
    """The rule, as a whole sentence."""
    remedy: str
    """What to do, as a whole sentence."""
    level: Level = Level.MANDATORY


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule):
    """A rule that one resource alone can break; it is asked before the resource is made."""

    broken_by: Callable[[Resource], Iterable[str]]
    """What is wrong with the resource, a phrase each that follows its name."""


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule):
    """A rule about resources that belong together; it is asked about each when all are known."""

    broken_by: Callable[[Resource, Stack], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One resource that breaks a rule."""

    rule: Rule
    resource: Resource
    value: str
    """What is wrong with it: a phrase that follows its name."""

    @property
    def message(self) -> str:
        """Value and remedy; the engine shows the rule's sentence above."""
        return f"{self.resource.name} {self.value}. {self.rule.remedy}"

    def __str__(self) -> str:
        return f"{self.rule.name}: {self.rule.sentence} {self.message}"


def asked(rule: Rule, resource: Resource, stack: Stack) -> Iterator[Finding]:
    """What one rule finds about one resource of a stack."""
    found = rule.broken_by(resource, stack) if isinstance(rule, StackRule) else ()
    found = rule.broken_by(resource) if isinstance(rule, ResourceRule) else found
    return (Finding(rule=rule, resource=resource, value=value) for value in found)


def findings(rules: Iterable[Rule], stack: Stack) -> list[Finding]:
    """All that the rules find in a stack whose values are all known."""
    return [finding for rule in rules for resource in stack.resources for finding in asked(rule, resource, stack)]
