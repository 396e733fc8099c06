"""Rules of single API calls that moto does not know: what AWS refuses before it does anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sandbox.aws.gate import Gate
from sandbox.aws.request import AwsRequest

Rule = Callable[[AwsRequest], None]
"""Raises AwsError, in AWS's words, to refuse a call."""


class Rules:
    """A register: packages that extend the sandbox may add to it. Asked before any stand-in, in the order in which rules came."""

    def __init__(self, gate: Gate) -> None:
        self._rules: dict[tuple[str, str], list[Rule]] = {}
        gate.checks.append(self._ask)

    def add(self, service: str, actions: str | Iterable[str], rule: Rule) -> None:
        """Ask `rule` before each of these actions of a service (signing name)."""
        for action in [actions] if isinstance(actions, str) else actions:
            self._rules.setdefault((service, action), []).append(rule)

    def services(self) -> set[str]:
        """Services that have rules."""
        return {service for service, _ in self._rules}

    def _ask(self, request: AwsRequest) -> AwsRequest:
        for rule in self._rules.get((request.service, request.action), ()):
            rule(request)
        return request
