"""Both programs, started from both folders: a package that goes by two names would be two packages with two sets of classes."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PARTS = sorted(path.parent.name for path in (ROOT / "billing").glob("*/__init__.py"))
PROGRAM = """
import importlib.util, json, os, runpy, sys
import pulumi_aws  # takes most of the time, and goes by one name
path, known = list(sys.path), set(sys.modules)
for program, folder in json.loads(sys.argv[1]):
    os.chdir(folder)
    sys.path[:] = [os.path.dirname(program), *path[1:]]
    said = "all of it ran"
    try:
        runpy.run_path(program, run_name="__main__")
    except Exception as error:
        said = type(error).__name__ + ": " + str(error)
    wrong = [name for name in json.loads(sys.argv[2]) if name in sys.modules or importlib.util.find_spec(name)]
    from billing.domain.money import exact
    print(json.dumps({"said": said, "wrong": wrong, "where": sys.modules["billing"].__file__}))
    for name in set(sys.modules) - known:  # the next one imports all of ours anew
        if str(getattr(sys.modules[name], "__file__", None)).startswith(sys.argv[3]) and "site-packages" not in sys.modules[name].__file__:
            del sys.modules[name]
"""
STARTS = [(ROOT / program, folder) for program in ("__main__.py", "billing/__main__.py") for folder in (ROOT, ROOT / "billing")]


@pytest.fixture(scope="module")
def told():
    """What each start told of itself: without an engine it ends where it asks for its first setting, and all is imported by then."""
    starts = json.dumps([[str(program), str(folder)] for program, folder in STARTS])
    arguments = [sys.executable, "-c", PROGRAM, starts, json.dumps(PARTS), str(ROOT)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return dict(zip(STARTS, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("start", STARTS, ids=lambda start: f"{start[0].relative_to(ROOT)} from {start[1].name}")
def test_billings_packages_go_by_their_full_names_alone(told, start):
    assert told[start]["said"].startswith("RunError: ")
    assert told[start]["wrong"] == []
    assert told[start]["where"] == str(ROOT / "billing" / "__init__.py")


def test_no_module_imports_a_part_of_billing_by_a_short_name():
    assert {"domain", "ledger", "infra"} <= set(PARTS)
    names = "|".join(PARTS)
    may = re.compile(rf"^\s*from\s+({names})\b|^\s*import\b.*(?<![.\w])({names})\b", re.MULTILINE)  # most need not be parsed
    short = [
        f"{path.relative_to(ROOT)}: {name}"
        for folder in ("automation", "billing", "components", "lambdas", "model", "sandbox", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if may.search(text := path.read_text())
        for name in imported(text)
        if name.partition(".")[0] in PARTS
    ]
    assert short == []


def imported(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module)
