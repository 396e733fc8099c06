"""What mutation testing found, by module, with the changes that no test notices and why."""

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from benchmarks.mutation_results import ModuleResult, MutationRecord, read_record
from benchmarks.mutation_tree import PARTS

REASONS = Path(__file__).parents[2] / "benchmarks/survivors.toml"
UNEXPLAINED = "Not explained yet"
INTRODUCTION = """\
# Mutation testing

Would a test fail if the code were wrong? mutmut changes `billing/domain` and `model`, one small thing at a time (`<` to `<=`, `+` to `-`,
an argument to `None`, a text to another), and runs the tests that reach the changed line. A change that some test notices is killed. What
stays is either a test that is missing, or a change that cannot be seen; each of these is listed below with its reason.

"""
NEVER_TRIED = (
    "They are tables and texts: statements of policies, templates, a page. Their tests build these documents while they are collected, "
    "before any change is alive, so mutmut cannot tell; they hold them against AWS's own catalogue of actions and resources."
)
AGAIN = """
## To run it again

    python3 -m venv .build/mutmut && .build/mutmut/bin/pip install -r requirements/dev.txt && .build/mutmut/bin/pip install mutmut
    make mutants                       # all: an hour or two on one core
    make mutants ONLY="billing.domain.money model.tag*"
    make docs                          # writes this page again

mutmut has an environment of its own, so that what it needs stays out of the project's. It works on a copy of the last commit in
`.build/mutants`, where properties and cached functions are written out so that mutmut sees them too (`benchmarks/mutation_tree.py`). Only
the tests of these two parts run, without two files that are slow, and with 20 examples for each property. Reasons stand in
`benchmarks/survivors.toml`; a survivor without one is shown as not explained.
"""


def page() -> str:
    record = read_record()
    if record is None:
        return INTRODUCTION + "Nothing has been recorded yet.\n" + AGAIN
    return "".join([INTRODUCTION, *_tables(record), *_survivors(record), AGAIN])


def _tables(record: MutationRecord) -> Iterator[str]:
    yield f"Recorded on {record.date} with {record.tool}.\n"
    for part in PARTS:
        begin = part.replace("/", ".") + "."
        known = {name.removeprefix(begin): each for name, each in record.modules.items() if name.startswith(begin)}
        tried = {name: each for name, each in known.items() if each.run}
        yield f"\n## {part}\n"
        if tried:
            yield "\n| module | mutants | run | killed | survived | killed of those run |\n|-|-:|-:|-:|-:|-:|\n"
            yield from (_row(f"`{name}`", *_counts(each)) for name, each in tried.items())
            yield _row("**together**", *(sum(column) for column in zip(*map(_counts, tried.values()), strict=True)))
        yield from _left_out(known)


def _left_out(known: dict[str, ModuleResult]) -> Iterator[str]:
    partly = [f"`{name}`" for name, each in known.items() if 0 < each.run < each.mutants]
    never = [f"`{name}` ({each.mutants} mutants)" for name, each in known.items() if not each.run]
    yield f"\nOf {', '.join(partly)} only a part was tried.\n" if partly else ""
    yield f"\nNot tried: {', '.join(never)}. {NEVER_TRIED}\n" if never else ""


def _counts(each: ModuleResult) -> tuple[int, int, int]:
    return each.mutants, each.run, each.killed


def _row(name: str, mutants: int, run: int, killed: int) -> str:
    return f"| {name} | {mutants} | {run} | {killed} | {run - killed} | {100 * killed / run:.1f} % |\n"


def _survivors(record: MutationRecord) -> Iterator[str]:
    reasons = _reasons()
    found: dict[str, list[str]] = {reason: [] for reason in (*reasons, UNEXPLAINED)}
    for module, each in record.modules.items():
        for survivor in each.survived:
            name = f"{module}.{survivor}"
            reason = next((reason for reason, patterns in reasons.items() if _any(name, patterns)), UNEXPLAINED)
            found[reason].append(f"- `{module}.{survivor.function}`: {_code(survivor.was)} became {_code(survivor.now)}\n")
    yield "\n## Survivors and why\n"
    for reason, rows in found.items():
        if rows:
            yield f"\n**{reason}.** {len(rows)}:\n\n"
            yield from rows


def _any(name: str, patterns: list[str]) -> bool:
    """Square brackets are code here, not a set of characters."""
    return any(fnmatchcase(name, pattern.replace("[", "[[]")) for pattern in patterns)


def _code(text: str) -> str:
    return f"``{text}``" if text else "nothing"


def _reasons() -> dict[str, list[str]]:
    """Reason to the survivors that it explains, each `module.function: was => now`; `*` stands for anything."""
    return {each["reason"]: each["survivors"] for each in tomllib.loads(REASONS.read_text())["explained"]}
