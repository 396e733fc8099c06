"""What must be different from one stack to the next."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize

from model.problems import Problem, shown


def check_unique(stacks: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """Problems between stacks, from each stack's raw settings by its name (values as in `parse_settings`).

    Two stacks with the same slug and environment would fight for the same names; one slug for two clients would mix their bills. Stacks
    that lack these settings are left to `parse_settings`.
    """
    return [*_same_names(stacks), *_same_slug(stacks)]


def clashes(stack: str, raw: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """Problems between this stack and the others (itself among them does not count); those that they have without it are theirs."""
    others = {name: settings for name, settings in others.items() if name != stack}
    theirs = check_unique(others)
    return [problem for problem in check_unique({**others, stack: raw}) if problem not in theirs]


def _same_names(stacks: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    by_prefix = defaultdict(list)
    for stack, raw in stacks.items():
        if _text(raw, "slug") and _text(raw, "environment"):
            by_prefix[f"{_text(raw, 'slug')}-{_text(raw, 'environment')}"].append(stack)
    for prefix, names in sorted(by_prefix.items()):
        if len(names) > 1:
            rule = (
                f"The stacks {' and '.join(sorted(names))} have the same slug and environment: every resource would be called {prefix}-..."
            )
            remedy = "Give one of them another slug or environment, or delete the stack file that is left over."
            yield Problem(key="slug", value=shown(prefix), rule=rule, remedy=remedy)


def _same_slug(stacks: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    clients: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for stack, raw in stacks.items():
        if _text(raw, "slug") and _text(raw, "client"):
            clients[_text(raw, "slug")][_text(raw, "client")].append(stack)
    for slug, by_client in sorted(clients.items()):
        if len(by_client) > 1:
            named = "; ".join(f"{shown(client)} in {', '.join(sorted(names))}" for client, names in sorted(by_client.items()))
            rule = f"One slug is one client, but here it is {named}."
            yield Problem(
                key="slug", value=shown(slug), rule=rule, remedy="Choose another slug for one of them, or spell the client alike."
            )


def _text(raw: Mapping[str, Any], key: str) -> str:
    return normalize("NFC", str(raw.get(key) or "")).strip()
