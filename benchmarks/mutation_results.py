"""What mutmut found, by module, and how it is kept in `benchmarks/mutation.json`, which docs/mutation.md shows."""

import ast
import difflib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = Path(__file__).parent / "mutation.json"
KILLED = frozenset({1, 3})
"""mutmut's codes for a test that failed, or could not even run."""
TIMED_OUT = frozenset({24, -24, 36, 152, 255})
"""Its codes for a run that was ended because it took far longer than without the change: noticed as well."""


@dataclass(frozen=True, kw_only=True)
class Survivor:
    """A change that no test noticed."""

    function: str
    """Where, such as `Month.parse`."""
    was: str
    """The lines that differ, blanks at their ends removed, joined by blanks."""
    now: str

    def __str__(self) -> str:
        return f"{self.function}: {self.was} => {self.now}"


@dataclass(frozen=True, kw_only=True)
class ModuleResult:
    """One module's mutants."""

    mutants: int
    """All that mutmut made."""
    run: int
    """Those that were tried."""
    killed: int = 0
    """Those that some test noticed."""
    survived: tuple[Survivor, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MutationRecord:
    """`python -m benchmarks.mutation` writes it."""

    date: str
    """UTC, YYYY-MM-DD."""
    tool: str
    """Such as `mutmut 3.8.1`."""
    modules: dict[str, ModuleResult]
    """By name; modules without a mutant are absent."""


def read_tree(tree: Path) -> dict[str, ModuleResult]:
    """The results in a tree in which `mutmut run` ended, or was ended."""
    mutants = tree / "mutants"
    found = {}
    for meta in sorted(mutants.glob("**/*.py.meta")):
        codes = json.loads(meta.read_text())["exit_code_by_key"]
        tried = {name: code for name, code in codes.items() if code is not None}
        if codes:
            source = meta.with_suffix("")
            module = ".".join(source.relative_to(mutants).with_suffix("").parts)
            left = [name.removeprefix(f"{module}.") for name, code in tried.items() if code not in KILLED | TIMED_OUT]
            survived = tuple(sorted(_survivors(source.read_text(), left), key=str))
            found[module] = ModuleResult(mutants=len(codes), run=len(tried), killed=len(tried) - len(left), survived=survived)
    return found


def read_record(path: Path = RECORD) -> MutationRecord | None:
    """None where nothing was recorded yet."""
    if not path.is_file():
        return None
    kept = json.loads(path.read_text())
    modules = {
        name: ModuleResult(**{**row, "survived": tuple(Survivor(**each) for each in row["survived"])})
        for name, row in kept.pop("modules").items()
    }
    return MutationRecord(**kept, modules=modules)


def write_record(record: MutationRecord, path: Path = RECORD) -> None:
    path.write_text(json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n")


def _survivors(source: str, names: list[str]) -> Iterator[Survivor]:
    """`source` has each function once as it was (`..__mutmut_orig`) and once for each change (`..__mutmut_7`)."""
    lines = source.split("\n")
    functions = {each.name: each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef)}
    for name in names:
        base = name.rpartition("__mutmut_")[0]
        before, after = (_body(lines, functions[each], each) for each in (f"{base}__mutmut_orig", name))
        told = list(difflib.ndiff(before, after))
        was, now = (" ".join(line[2:] for line in told if line.startswith(mark)) for mark in ("- ", "+ "))
        yield Survivor(function=_readable(base), was=was, now=now)


def _body(lines: list[str], node: ast.FunctionDef, name: str) -> list[str]:
    """The function's lines, its signature among them, under a name that both sides share."""
    return [line.strip().replace(name, "it") for line in lines[node.lineno - 1 : node.end_lineno]]


def _readable(base: str) -> str:
    """`x_total` is the function `total`, `xǁMonthǁparse` the method `Month.parse`; `_read` is what the copy adds to a property."""
    return base.removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".").removesuffix("_read")
