"""Deployment time against the number of resources, with the real engine: it must grow with their number and no faster."""

import statistics
from itertools import count

from benchmarks.figure import Figure
from benchmarks.own_sandbox import own_sandbox
from benchmarks.timing import seconds_of
from sandbox.engine.home import EngineHome
from sandbox.engine.project import EngineProject
from sandbox.server_process import Sandbox

FEW, SOME, MANY = 10, 100, 300
"""Resources of a deployment."""
ROUNDS = 3
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
    """What one more resource takes where there are many, against where there are few. A straight line is 1."""
    with own_sandbox() as sandbox:
        home = EngineHome.prepared(sandbox.folder / "engine")
        _deployed(sandbox, home, 1)
        rounds = [[_deployed(sandbox, home, number) for number in (FEW, SOME, MANY)] for _ in range(ROUNDS)]
    ratios = [((many - some) / (MANY - SOME)) / ((some - few) / (SOME - FEW)) for few, some, many in rounds]
    few, some, many = (statistics.median(each[place] for each in rounds) for place in range(3))
    return [
        Figure(
            what=f"one more resource, deployments of {SOME} to {MANY}",
            against=f"of {FEW} to {SOME}; {FEW} take {few:.1f} s, {SOME} {some:.1f} s, {MANY} {many:.1f} s",
            value=statistics.median(ratios),
            lowest=min(ratios),
            highest=max(ratios),
            at_most=1.5,
            sizes={f"seconds_{FEW}": few, f"seconds_{SOME}": some, f"seconds_{MANY}": many, "runs": ROUNDS},
        )
    ]


def _deployed(sandbox: Sandbox, home: EngineHome, resources: int) -> float:
    """Seconds of a first `up`."""
    number = next(ACCOUNTS)
    source = sandbox.folder / f"many-{number}"
    source.mkdir()
    (source / "Pulumi.yaml").write_text(f"name: many-{number}\nruntime: python\n")
    (source / "__main__.py").write_text(PROGRAM.format(resources=resources))
    environment = home.environment(sandbox.endpoint, sandbox.credentials(str(number)))
    return seconds_of(EngineProject.copied(source, home, environment).stack("dev").up)
