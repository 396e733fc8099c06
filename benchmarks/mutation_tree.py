"""A copy of the project in which mutmut can work: it writes into what it tests, and it passes over whatever has a decorator."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("billing/domain", "model")
"""The pure parts: what is owed, and what settings mean. Their tests need no AWS, so a mutant takes a fraction of a second."""
BESIDE = tuple(f"tests/billing/test_settings{subject}.py" for subject in ("", "_of_clients", "_rates", "_reference", "_secrets"))
"""Read the settings of billing with what reads those of a stack."""
SLOW = ("tests/model/test_bootstrap_templates.py", "tests/model/test_purity.py")
"""Left out: the first asks cfn-lint and a sandbox, the second starts interpreters of its own, in which no mutant lives."""
PROFILE = """\
from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "mutants", deadline=None, max_examples=20, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False, suppress_health_check=list(HealthCheck)
)
settings.load_profile("mutants")
"""
"""Stands in for `tests/conftest.py`: few examples, the same in each run, none made smaller, and nothing of the sandbox."""


def prepare(tree: Path, commit: str = "HEAD") -> None:
    """Fills `tree` with the project as committed, ready for `mutmut run`."""
    tree.mkdir(parents=True, exist_ok=True)
    archive = subprocess.run(["git", "-C", str(ROOT), "archive", commit], check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive, check=True)
    for part in PARTS:
        for module in sorted((tree / part).glob("*.py")):
            module.write_text(undecorated(module.read_text()))
    (tree / "tests/conftest.py").write_text(PROFILE)
    project = tree / "pyproject.toml"
    lines = project.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("timeout = ")]  # its plugin is left out
    project.write_text("".join(kept) + _settings(tree))


def undecorated(source: str) -> str:
    """The same module with `name = property(name_read)` for `@property`, and without `@cache`, so that mutmut sees all its functions."""
    lines, found, at = source.split("\n"), [], 0
    while at < len(lines):
        if lines[at] == "    @property":
            end = _end_of_method(lines, at + 1)
            name = lines[at + 1].removeprefix("    def ").partition("(")[0]
            read = lines[at + 1].replace(f"{name}(", f"{name}_read(", 1)
            found += [read, *lines[at + 2 : end], "", f"    {name} = property({name}_read)"]
            at = end
        else:
            found += [lines[at]] if lines[at] != "@cache" else []
            at += 1
    return "\n".join(found)


def _end_of_method(lines: list[str], first: int) -> int:
    """Line after the last one of the method that begins on line `first`."""
    end = first + 1
    while end < len(lines) and (not lines[end] or lines[end].startswith("     ")):
        end += 1
    while not lines[end - 1]:
        end -= 1
    return end


def _settings(tree: Path) -> str:
    """`also_copy` is everything else that the tests read."""
    others = sorted(each.name for each in tree.iterdir() if each.name not in ("billing", "model", "tests", "mutants", "pyproject.toml"))
    tests = [f"tests/{part}" for part in PARTS] + [*BESIDE] + [f"--ignore={path}" for path in SLOW] + ["-p", "no:xdist", "-p", "no:timeout"]
    return f"""
[tool.mutmut]
source_paths = ["billing", "model"]
only_mutate = {_array([f"{part}/*.py" for part in PARTS])}
pytest_add_cli_args_test_selection = {_array(tests)}
also_copy = {_array(others)}
use_git_change_detection = false
"""


def _array(texts: list[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"
