"""The `python` that the engine's language host runs: this interpreter, with what pip would say at hand.

Every operation asks pip for its version and for the packages that are installed: a third of the time of a small deployment. And
pip would look on the internet for a newer one of itself, from a sandbox that promises to stay on this machine.
"""

import json
import shlex
import sys
from importlib.metadata import distributions

SCRIPT = """#!/bin/sh
case "$1 $2 $3" in
"-m pip --version") echo "pip 0.0 (answered by the sandbox)" ;;
"-m pip list") cat {packages} ;;
*) exec {python} "$@" ;;
esac
"""


def python_command(packages: str) -> str:
    """A shell script in the place of `python`. `packages` is the file with what `pip list` is to answer."""
    return SCRIPT.format(packages=shlex.quote(packages), python=shlex.quote(sys.executable))


def installed_packages() -> str:
    """`pip list --format json` of Pulumi's packages: the engine wants to know which of them bring a plugin."""
    found = [each for each in distributions() if (each.name or "").replace("-", "_").startswith("pulumi")]
    rows = {each.name: {"name": each.name, "version": each.version, "location": str(each.locate_file(""))} for each in found}
    return json.dumps(sorted(rows.values(), key=lambda row: row["name"]))
