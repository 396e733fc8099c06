"""What git has of the program: a package that is whole here, and not in a fresh clone, is found by nobody before its users."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("automation", "billing", "components", "lambdas", "model", "policy", "sandbox")
WRITTEN = sorted({path for package in PACKAGES for path in (ROOT / package).rglob("*.py")})


def test_every_folder_of_modules_is_a_package():
    """Import rules are held to packages alone: a folder without `__init__.py` would be passed over."""
    assert {path.parent for path in WRITTEN} == {path.parent for path in WRITTEN if path.name == "__init__.py"}


def test_git_is_told_to_ignore_no_module(tmp_path):
    shutil.copy(ROOT / ".gitignore", tmp_path)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    names = "\n".join(str(path.relative_to(ROOT)) for path in WRITTEN)
    asked = ["git", "-C", str(tmp_path), "check-ignore", "--no-index", "--stdin"]
    told = subprocess.run(asked, input=names, capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == ("", "")
