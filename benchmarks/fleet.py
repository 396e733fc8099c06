"""`clientenv fleet`: the plan of a thousand stacks without the engine, and previews of eight with it."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.figure import Figure
from benchmarks.own_sandbox import own_sandbox
from benchmarks.side_by_side import STACKS, environments
from benchmarks.timing import seconds_of
from sandbox.demo.stacks import PROJECT_FOLDER

MANY, FEW = 1_000, 10
"""Stack files of a plan."""
RUNS = 3
WORKERS = (1, 2, 3)
FLEET = (sys.executable, "-m", "automation.cli", "fleet", "preview", "--json")
MEGABYTE = 1024
"""In the kilobytes that Linux counts in."""


@dataclass(frozen=True, kw_only=True)
class _Planned:
    """One plan, in a process of its own."""

    seconds: float
    """Of a processor: what else the machine does meanwhile does not count."""
    megabytes: float
    """The most that the process had at a time."""


def fleet_plan() -> list[Figure]:
    """`clientenv fleet preview --dry-run` of many stacks, from the start of its process to the plan on standard output."""
    many, few = ([_planned(number) for _ in range(RUNS)] for number in (MANY, FEW))
    seconds, memory = [each.seconds for each in many], [each.megabytes for each in many]
    small = statistics.median(each.seconds for each in few)
    return [
        _figure(
            f"plan of {MANY:,} stacks without engine",
            f"processor time from start to end; {FEW} stacks take {small:.1f} s",
            seconds,
            "s",
            at_most=10,
        ),
        _figure(f"memory of a plan of {MANY:,} stacks", "the process at its largest", memory, "MB", at_most=400),
    ]


def fleet_preview(stacks: int = STACKS) -> list[Figure]:
    """Some at a time, against one after another."""
    with own_sandbox() as sandbox:
        project = environments(sandbox)[0]

        def previewed(workers: int, number: int = stacks) -> None:
            command = [*FLEET, "--select", f"client-[1-{number}]", "--parallel", str(workers)]
            _checked(subprocess.run(command, cwd=project.folder, env=project.environment, capture_output=True, text=True), number)

        previewed(1, number=1)  # not counted
        seconds = {workers: seconds_of(lambda workers=workers: previewed(workers)) for workers in WORKERS}  # type: ignore[misc]
    return [
        Figure(
            what=f"fleet preview of {stacks} stacks, {workers} at a time",
            against=f"one at a time; {seconds[workers]:.1f} s against {seconds[1]:.1f} s",
            value=seconds[workers] / seconds[1],
            sizes={"stacks": stacks, "seconds": seconds[workers], "against_seconds": seconds[1], "runs": 1},
        )
        for workers in WORKERS
    ]


def _planned(stacks: int) -> _Planned:
    """Raises RuntimeError where not all of them are in the plan."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "plan.json").open("w+") as out:
        _write_stacks(Path(folder), stacks)
        process = subprocess.Popen([*FLEET, "--dry-run"], cwd=folder, stdout=out)
        _, _, used = os.wait4(process.pid, 0)
        out.seek(0)
        found = json.load(out)["stacks"]
    if len(found) != stacks or any(each["problem"] for each in found):
        raise RuntimeError(f"{len(found)} of {stacks} stacks are in the plan: {found[:1]}")
    return _Planned(seconds=used.ru_utime + used.ru_stime, megabytes=used.ru_maxrss / MEGABYTE)


def _write_stacks(folder: Path, number: int) -> None:
    """Files like that of a client's production."""
    (folder / "Pulumi.yaml").write_text((PROJECT_FOLDER / "Pulumi.yaml").read_text())
    shipped = yaml.safe_load((PROJECT_FOLDER / "Pulumi.acme-prod.yaml").read_text())["config"]
    for each in range(number):
        client: Mapping[str, str] = {"clientenv:client": f"Client {each}", "clientenv:slug": f"client-{each}"}
        (folder / f"Pulumi.client-{each}-prod.yaml").write_text(yaml.safe_dump({"config": {**shipped, **client}}))


def _checked(done: "subprocess.CompletedProcess[str]", stacks: int) -> None:
    """A preview that failed quickly is no fast preview. Raises RuntimeError."""
    counts = json.loads(done.stdout)["counts"] if done.stdout else {}
    if counts != {"done": stacks}:
        raise RuntimeError(f"not all of {stacks} stacks were previewed: {counts} {done.stderr[-2000:]}")


def _figure(what: str, against: str, values: list[float], unit: str, at_most: float) -> Figure:
    return Figure(
        what=what,
        against=against,
        value=statistics.median(values),
        unit=unit,
        lowest=min(values),
        highest=max(values),
        at_most=at_most,
        sizes={"stacks": MANY, "runs": len(values)},
    )
