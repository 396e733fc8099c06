"""The Condition element of policies, as far as the sandbox knows it. What it does not know is refused when the policy is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sandbox.aws.errors import SandboxUnsupported

KEYS = frozenset(
    key.lower()
    for key in (
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalIsAWSService",
        "aws:SecureTransport",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceOwner",
        "s3:prefix",
        "s3:x-amz-server-side-encryption",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "sts:ExternalId",
        "sts:RoleSessionName",
    )
)
"""Condition keys that the sandbox can fill, in lower case: AWS compares key names so."""

Context = Mapping[str, str]
"""What a request offers: lower-case condition key -> value. A key that the request does not have is absent."""


@cache
def glob(pattern: str, ignore_case: bool = False) -> re.Pattern[str]:
    """IAM's wildcards: `*` any run of characters, `?` any one."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _equals(value: str, wanted: str) -> bool:
    return value == wanted


def _equals_ignoring_case(value: str, wanted: str) -> bool:
    return value.lower() == wanted.lower()


def _like(value: str, wanted: str) -> bool:
    return glob(wanted).fullmatch(value) is not None


_OPERATORS: dict[str, tuple[Callable[[str, str], bool], bool]] = {
    "Bool": (_equals_ignoring_case, False),
    "StringEquals": (_equals, False),
    "StringNotEquals": (_equals, True),
    "StringEqualsIgnoreCase": (_equals_ignoring_case, False),
    "StringNotEqualsIgnoreCase": (_equals_ignoring_case, True),
    "StringLike": (_like, False),
    "StringNotLike": (_like, True),
    "ArnEquals": (_like, False),
    "ArnNotEquals": (_like, True),
    "ArnLike": (_like, False),
    "ArnNotLike": (_like, True),
}
"""Operator -> (comparison, whether it is negated). `Null` is not one of them: it looks at presence only."""

OPERATORS = frozenset(_OPERATORS) | {"Null"}
"""Condition operators that the sandbox knows; each but Null also with IfExists."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One operator on one key; a statement applies when all of its conditions hold."""

    operator: str
    """One of OPERATORS, without IfExists."""
    if_exists: bool
    """Whether an absent key counts as fulfilled."""
    key: str
    """Condition key, lower case."""
    values: tuple[str, ...]
    """Wanted values: one of them must match, or none for a negated operator."""

    def holds(self, context: Context) -> bool:
        """Whether a request with this context fulfils the condition."""
        value = context.get(self.key)
        if self.operator == "Null":
            return any((value is None) == (wanted.lower() == "true") for wanted in self.values)
        compare, negated = _OPERATORS[self.operator]
        if value is None:
            return self.if_exists or negated
        return any(compare(value, wanted) for wanted in self.values) != negated


def read_conditions(block: Mapping[str, Mapping[str, object]]) -> tuple[Condition, ...]:
    """A statement's Condition block. Raises SandboxUnsupported, naming it, for an operator or a key that the sandbox does not know."""
    found = []
    for name, tests in block.items():
        operator = name.removesuffix("IfExists")
        if operator not in OPERATORS or name == "NullIfExists":
            raise SandboxUnsupported(
                f"The sandbox does not know the condition operator {name}. It knows {', '.join(sorted(OPERATORS))}, and IfExists."
            )
        for key, values in tests.items():
            if key.lower() not in KEYS:
                raise SandboxUnsupported(f"The sandbox does not know the condition key {key}. It knows {', '.join(sorted(KEYS))}.")
            found.append(Condition(operator=operator, if_exists=operator != name, key=key.lower(), values=_texts(values)))
    return tuple(found)


def _texts(values: object) -> tuple[str, ...]:
    several = values if isinstance(values, list) else [values]
    return tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in several)
