"""`model/` needs the standard library; pydantic only where raw settings are parsed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.stem for path in (ROOT / "model").glob("*.py") if path.stem not in ("__init__", "parsing"))

BLOCKED = """
import sys
for name in ("pydantic", "pulumi", "pulumi_aws", "boto3", "botocore", "yaml"):
    sys.modules[name] = None
import importlib
importlib.import_module(f"model.{sys.argv[1]}")
for name in sys.argv[2:]:
    importlib.import_module(f"model.{name}")
"""


def test_every_module_but_parsing_imports_with_the_standard_library_alone():
    run = subprocess.run([sys.executable, "-c", BLOCKED, *MODULES], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr


def test_parsing_is_what_needs_pydantic():
    run = subprocess.run([sys.executable, "-c", BLOCKED, "parsing"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert "pydantic" in run.stderr
