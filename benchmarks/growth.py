"""Deployment time against the number of resources: it must grow with their number and no faster."""

import statistics
import subprocess
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.own_sandbox import own_sandbox
from benchmarks.timing import seconds_of
from sandbox.engine.home import EngineHome
from sandbox.engine.project import EngineProject
from sandbox.processes import python_module, start_child
from sandbox.server_process import Sandbox

FEW, SOME, MANY = 10, 100, 300
"""Resources of a deployment."""
ROUNDS = 3
WRITTEN_ONCE = {"PULUMI_SKIP_CHECKPOINTS": "true"}
"""For a measurement: an update that is killed would leave resources that no state knows."""
PROJECTS = count(1)
ACCOUNTS = count(400000000001)
"""One for each deployment: what is there already slows nothing down."""

PROGRAM = """
import pulumi_aws as aws

KINDS = (
    lambda name: aws.sns.Topic(name),
    lambda name: aws.sqs.Queue(name),
    lambda name: aws.s3.Bucket(name),
    lambda name: aws.cloudwatch.LogGroup(name),
    lambda name: aws.ssm.Parameter(name, name=f"/{{name}}", type="String", value="x"),
)
for number in range({resources}):
    KINDS[number % len(KINDS)](f"it-{{number}}")
"""


def growth() -> list[Figure]:
    """What one more resource takes where there are many, against where there are few. A straight line is 1.

    With the embedded deployer, and with the engine where it writes its state once, at the end. In a backend of files the engine writes all
    of the state after every step, and that grows with what is there; the third figure shows how much, and promises nothing.
    """
    with own_sandbox() as sandbox:
        home = EngineHome.prepared(sandbox.folder / "engine")
        once = partial(_engine, sandbox, home, WRITTEN_ONCE)
        often = partial(_engine, sandbox, home, {})
        return [
            _figure("with the embedded deployer", partial(_embedded, sandbox), at_most=1.5),
            _figure("with the engine, its state written once", once, at_most=1.5),
            _figure("with the engine, which writes its whole state after every step", often),
        ]


def _figure(how: str, deployed: Callable[[int], float], at_most: float | None = None) -> Figure:
    deployed(1)
    rounds = [[deployed(number) for number in (FEW, SOME, MANY)] for _ in range(ROUNDS)]
    ratios = [((many - some) / (MANY - SOME)) / ((some - few) / (SOME - FEW)) for few, some, many in rounds]
    few, some, many = (statistics.median(each[place] for each in rounds) for place in range(3))
    return Figure(
        what=f"one more resource, deployments of {SOME} to {MANY}, {how}",
        against=f"of {FEW} to {SOME}; {FEW} take {few:.1f} s, {SOME} {some:.1f} s, {MANY} {many:.1f} s",
        value=statistics.median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        at_most=at_most,
        sizes={f"seconds_{FEW}": few, f"seconds_{SOME}": some, f"seconds_{MANY}": many, "runs": ROUNDS},
    )


def _engine(sandbox: Sandbox, home: EngineHome, more: Mapping[str, str], resources: int) -> float:
    """Seconds of a first `up`."""
    account, source = str(next(ACCOUNTS)), _project(sandbox, resources)
    environment = {**home.environment(sandbox.endpoint, sandbox.credentials(account)), **more}
    return seconds_of(EngineProject.copied(source, home, environment).stack("dev").up)


def _embedded(sandbox: Sandbox, resources: int) -> float:
    """Seconds of the same by the embedded deployer, process start included."""
    account, source = str(next(ACCOUNTS)), _project(sandbox, resources)
    command = python_module("sandbox.embedded", "up", "dev", "--folder", source, "--states", source / "states")
    child = start_child(command, sandbox.environment(account), stdout=subprocess.PIPE)
    printed: list[str] = []
    seconds = seconds_of(lambda: printed.extend(child.stdout or ()))
    if child.wait() or len(printed) < resources:
        raise RuntimeError(f"{len(printed)} of {resources} resources were deployed")
    return seconds


def _project(sandbox: Sandbox, resources: int) -> Path:
    name = f"many-{next(PROJECTS)}"
    source = sandbox.folder / name
    source.mkdir()
    (source / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
    (source / "Pulumi.dev.yaml").write_text("config: {}\n")
    (source / "__main__.py").write_text(PROGRAM.format(resources=resources))
    return source
