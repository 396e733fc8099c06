"""Keeps the values of secrets out of messages."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from model.problems import HIDDEN, Problem
from model.raw_objects import parts

SHORTEST = 4
"""Characters. A shorter value is a number or a word that stands in rules too, and tells nothing."""


def without_secrets(problems: list[Problem], raw: Mapping[str, Any], is_secret: Callable[[str], bool]) -> list[Problem]:
    """The problems, with every secret's value (and every part of one that is an object) replaced wherever it turns up."""
    secrets = sorted(
        {part for key, value in raw.items() if is_secret(key) for part in parts(value) if len(part) >= SHORTEST}, key=len, reverse=True
    )
    return [_hidden(problem, secrets, is_secret(problem.key)) for problem in problems]


def _hidden(problem: Problem, secrets: list[str], is_secret: bool) -> Problem:
    value = HIDDEN if is_secret and problem.value else _scrubbed(problem.value, secrets)
    return replace(problem, value=value, rule=_scrubbed(problem.rule, secrets), remedy=_scrubbed(problem.remedy, secrets))


def _scrubbed(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text
