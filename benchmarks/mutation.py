"""`python -m benchmarks.mutation [MODULE ...]`: changes the pure parts in small ways, one at a time, and sees whether a test notices.

Works on a copy of the last commit in `.build/mutants`. Needs mutmut (docs/mutation.md says how); takes an hour or two. MODULE is such as
`billing.domain.money`, or `model.tag*`; all without any. What was found replaces those modules in `benchmarks/mutation.json`, and
`make docs` shows it. With `--read` nothing runs: it keeps what an earlier run left in the copy.
"""

import argparse
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.mutation_results import ModuleResult, MutationRecord, read_record, read_tree, write_record
from benchmarks.mutation_tree import ROOT, prepare

TREE = ROOT / ".build/mutants"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutation", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    parser.add_argument("--tree", type=Path, default=TREE, help="where the copy is made (default: .build/mutants)")
    parser.add_argument("--mutmut", default="mutmut", help="the command (default: mutmut)")
    parser.add_argument("--read", action="store_true", help="run nothing, keep what is there")
    told = parser.parse_args(arguments)
    if shutil.which(told.mutmut) is None:
        print(f"{told.mutmut} is not there: mutmut is installed in an environment of its own, as docs/mutation.md says.", file=sys.stderr)
        return 4
    if not told.read:
        shutil.rmtree(told.tree, ignore_errors=True)
        prepare(told.tree)
        subprocess.run([told.mutmut, "run", "--max-children", "1", *(f"{each}.*" for each in told.modules)], cwd=told.tree, check=True)
    found = read_tree(told.tree)
    keep(found, subprocess.run([told.mutmut, "--version"], cwd=told.tree, check=True, capture_output=True, text=True).stdout)
    print(*(f"{name}: {each.killed} of {each.run} killed" for name, each in found.items() if each.run), sep="\n")
    return 0


def keep(found: dict[str, ModuleResult], version: str) -> None:
    """What was tried replaces what was known; a module of which nothing was tried is only noted where nothing is known."""
    before = read_record()
    tried = {name: each for name, each in found.items() if each.run}
    modules = {**found, **(before.modules if before else {}), **tried}
    tool = version.strip().replace(", version", "")
    write_record(MutationRecord(date=f"{datetime.now(UTC):%Y-%m-%d}", tool=tool, modules=dict(sorted(modules.items()))))


if __name__ == "__main__":
    sys.exit(main())
