"""Both programs, started from both folders: a package that goes by two names would be two packages with two sets of classes."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PARTS = sorted(path.parent.name for path in (ROOT / "billing").glob("*/__init__.py"))
PROGRAM = """
import importlib.util, json, os, runpy, sys
program, folder, parts = sys.argv[1:]
os.chdir(folder)
sys.path[:] = [os.path.dirname(program), *sys.path[1:]]
try:
    runpy.run_path(program, run_name="__main__")
except Exception as error:
    said = type(error).__name__ + ": " + str(error)
wrong = [name for name in json.loads(parts) if name in sys.modules or importlib.util.find_spec(name)]
from billing.domain.money import exact
print(json.dumps({"said": said, "wrong": wrong, "where": sys.modules["billing"].__file__}))
"""


@pytest.mark.parametrize("folder", [ROOT, ROOT / "billing"], ids=["from the root", "from billing"])
@pytest.mark.parametrize("program", ["__main__.py", "billing/__main__.py"])
def test_billings_packages_go_by_their_full_names_alone(program, folder):
    """Without an engine a program ends where it asks for its first setting: all is imported by then."""
    arguments = [sys.executable, "-c", PROGRAM, str(ROOT / program), str(folder), json.dumps(PARTS)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    told = json.loads(done.stdout) if done.returncode == 0 else {"said": done.stderr}
    assert told["said"].startswith("RunError: "), told["said"]
    assert told["wrong"] == []
    assert told["where"] == str(ROOT / "billing" / "__init__.py")


def test_no_module_imports_a_part_of_billing_by_a_short_name():
    assert {"domain", "ledger", "infra"} <= set(PARTS)
    short = [
        f"{path.relative_to(ROOT)}: {name}"
        for folder in ("automation", "billing", "components", "lambdas", "model", "sandbox", "tests")
        for path in (ROOT / folder).rglob("*.py")
        for name in imported(path)
        if name.partition(".")[0] in PARTS
    ]
    assert short == []


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module)
