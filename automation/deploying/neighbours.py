"""Whose a thing is, where another stack in the same account has the same tags: by name, and by what that stack's state has.

Two slugs of one client are two stacks with the same `Client`, `Project` and `Environment`. What a sweep after a destruction lists comes
with the command that removes it; so nothing that may be a living stack's is listed.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize

from automation.deploying.guarded_stack import GuardedStack
from automation.deploying.residue import Thing, is_named_by
from automation.exits import Stop
from automation.stack_file import StackFile, read_stack_file, stacks_of


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """What the other stacks call their own."""

    prefixes: Sequence[str] = ()
    """What their names begin with, without the dash."""
    owned: Collection[str] = frozenset()
    """Ids and ARNs in the states of those that have the same tags in the same account."""
    unread: Sequence[str] = ()
    """Those of them whose state could not be read."""

    def own(self, arn: str, thing: Thing, prefix: str, called: Collection[str] = ()) -> bool:
        """Whether it is another's than the stack's of that prefix. `called`: what its `Name` tag says."""
        named = any(
            is_named_by(word, other, (prefix, *self.prefixes)) for word in _words(arn, called) for other in self.prefixes if other != prefix
        )
        return named or arn in self.owned or thing.id in self.owned

    def may_own(self, arn: str, prefix: str, called: Collection[str] = ()) -> bool:
        """Whether nobody can say: it does not go by the stack's name, and a state that may have it was not read."""
        return bool(self.unread) and not any(is_named_by(word, prefix, self.prefixes) for word in _words(arn, called))

    @property
    def why_unclear(self) -> str:
        return f"its tags are those of {', '.join(self.unread)} too, whose state could not be read"


def neighbours_of(stack: GuardedStack) -> Neighbours:
    """Of all the stacks beside this one. Raises Stop where a stack file cannot be read."""
    folder = stack.file.path.parent
    files = [read_stack_file(name, folder) for name in stacks_of(folder) if name != stack.name]
    alike = [each.stack for each in files if _tagged_alike(each, stack)]
    owned, unread = set[str](), list[str]()
    for name in alike:
        try:
            owned |= set(_named_in(replace(stack.engine, name=name).state()))
        except Stop:
            unread.append(name)
    return Neighbours(prefixes=[each for each in map(_prefix, files) if each], owned=frozenset(owned), unread=unread)


def _prefix(file: StackFile) -> str:
    slug, environment = _text(file, "slug"), _text(file, "environment")
    return f"{slug}-{environment}" if slug and environment else ""


def _tagged_alike(file: StackFile, stack: GuardedStack) -> bool:
    """Whether a question for the stack's tags, asked in the stack's account, is answered with that one's things as well."""
    settings = stack.settings
    theirs = [_text(file, key) for key in ("accountId", "client", "environment")]
    return theirs == [settings.account.account_id, settings.tags.client, settings.tags.environment]


def _text(file: StackFile, key: str) -> str:
    return normalize("NFC", str(file.raw.get(key) or "")).strip()


def _named_in(state: Mapping[str, Any]) -> Iterator[str]:
    for row in state.get("resources") or []:
        yield from (str(each) for each in (row.get("id"), (row.get("outputs") or {}).get("arn")) if each)


def _words(arn: str, called: Collection[str]) -> list[str]:
    """What of an ARN may be a name, without the service and the account in front."""
    return [*re.split("[:/]", arn.split(":", 5)[-1]), *called]
