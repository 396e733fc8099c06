"""The manifest says what the code does: no more, no less."""

import ast
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lambdas.manifest import DIMENSIONS, FUNCTIONS, NAMESPACE, SERVICE
from lambdas.videos.telemetry import Metric
from tests.lambdas.outside import At, Nth, client, kill
from tests.lambdas.rekognition import Footage, Job, notice, refused
from tests.lambdas.world import VARIABLES, identity

ROOT = Path(__file__).parents[2]
RUNTIME = {"boto3", "botocore"}
"""What Lambda's Python runtime brings."""
AT_IMPORT = {"CLIENT", "STACK", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE"}
"""Read by the logger and the metrics when they are made; the tests of telemetry see their values."""
by_name = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


def files(function):
    """Python files of the zip that are the project's own."""
    return [ROOT / "lambdas/__init__.py", *(path for package in function.packages for path in (ROOT / package).glob("**/*.py"))]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module)


@by_name
def test_a_handler_string_leads_to_a_function_in_the_zip(function):
    module, _, name = function.handler.rpartition(".")
    path = ROOT / (module.replace(".", "/") + ".py")
    assert path in files(function)
    assert name in {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}


@by_name
def test_a_zip_holds_all_that_its_files_import(function):
    carried = {package.replace("/", ".") for package in function.packages}
    for path in files(function):
        for name in imported(path):
            top = name.partition(".")[0]
            known = top in sys.stdlib_module_names or top in RUNTIME or top in function.third_party
            assert known or ".".join(name.split(".")[:2]) in carried, f"{path.name} imports {name}"


@by_name
def test_a_function_fits_lambda(function):
    assert 1 <= function.timeout_seconds <= 900
    assert 128 <= function.memory_mb <= 10240


def test_the_manifest_needs_nothing_but_the_standard_library():
    assert {name.partition(".")[0] for name in imported(ROOT / "lambdas/manifest.py")} <= set(sys.stdlib_module_names)


def test_the_dimensions_are_those_of_the_metrics():
    assert (VARIABLES["POWERTOOLS_SERVICE_NAME"], VARIABLES["POWERTOOLS_METRICS_NAMESPACE"]) == (SERVICE, NAMESPACE)
    assert set(DIMENSIONS) == {"Stack", "service"}  # the fixture `emitted` compares each metric with them


class Asked(dict):
    """Environment variables that remember which ones were read."""

    def __init__(self, names):
        super().__init__(names)
        self.names = set()

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)


WITHOUT_A_CALL = {
    "start_label_detection": {("s3:GetObject", "uploads/uploads/*"), ("s3:GetObjectVersion", "uploads/uploads/*")}
    | {("iam:PassRole", "rekognition-role")},
    "upload_fileobj": {("s3:AbortMultipartUpload", "results/results/*")},
}
"""What AWS asks for on the way: Rekognition reads with the caller's permission and takes a role, a large upload may be given up."""

ON_BUCKETS = {"list_object_versions": "s3:ListBucketVersions", "list_multipart_uploads": "s3:ListBucketMultipartUploads"}
ON_OBJECTS = {"delete_objects": "s3:DeleteObjectVersion", "abort_multipart_upload": "s3:AbortMultipartUpload"}
"""Actions that are named otherwise than their calls (Service Authorization Reference, Amazon S3)."""


def actions_of(name, arguments, request):
    """IAM actions of one call at the boundary, with the manifest's words for resources."""
    if name == "transact_write_items":
        for write in request["TransactItems"]:
            for kind, inner in write.items():
                yield f"dynamodb:{kind}Item", inner["TableName"]
    elif name in ON_BUCKETS:
        yield ON_BUCKETS[name], request["Bucket"].removesuffix("-bucket")
    elif name in ON_OBJECTS:
        keys = [request["Key"]] if "Key" in request else [entry["Key"] for entry in request["Delete"]["Objects"]]
        yield from ((ON_OBJECTS[name], f"{request['Bucket'].removesuffix('-bucket')}/{key.partition('/')[0]}/*") for key in keys)
    elif name == "head_object":
        yield from ((action, request["Bucket"].removesuffix("-bucket")) for action in ("s3:ListBucket", "s3:ListBucketVersions"))
        yield "s3:GetObject" + ("Version" if "VersionId" in request else ""), "uploads/uploads/*"
    elif name == "upload_fileobj":
        _, bucket, key = arguments
        yield "s3:PutObject", f"{bucket.removesuffix('-bucket')}/{key.partition('/')[0]}/*"
    elif "TableName" in request:
        index = f"/index/{request['IndexName']}" if "IndexName" in request else ""
        yield f"dynamodb:{name.title().replace('_', '')}", request["TableName"] + index
    else:
        yield f"rekognition:{name.title().replace('_', '')}", "*"
    yield from WITHOUT_A_CALL.get(name, ())


class Observer:
    """Runs each function with the environment of the manifest, and notes what it reads, emits and asks of AWS."""

    def __init__(self, world, monkeypatch, emitted):
        self.world, self.monkeypatch, self.emitted = world, monkeypatch, emitted
        self.read = {function.name: set() for function in FUNCTIONS}
        self.metrics = {function.name: set() for function in FUNCTIONS}
        self.actions = {function.name: set() for function in FUNCTIONS}
        for queue, name in ((world.uploads, "start_analysis"), (world.completions, "complete_analysis")):
            queue.handler = self.watch(name, queue.handler)
        world.every_hour = self.watch("sweep", world.every_hour)
        world.release = self.watch("release_held", world.release)
        world.every_night = self.watch("clean_up", world.every_night)

    def watch(self, name, call):
        (function,) = [function for function in FUNCTIONS if function.name == name]
        given = {variable: VARIABLES[variable] for variable in function.variables}

        def watched(*arguments, **named):
            self.emitted()
            self.world.outside.requests.clear()
            with self.monkeypatch.context() as patch:
                others = {variable: value for variable, value in os.environ.items() if variable not in VARIABLES}
                limits = {variable: os.environ[variable] for variable in given}
                patch.setattr(os, "environ", asked := Asked(others | limits))
                try:
                    return call(*arguments, **named)
                finally:
                    self.read[name] |= asked.names & set(VARIABLES)
                    self.actions[name] |= {action for request in self.world.outside.requests for action in actions_of(*request)}
                    self.metrics[name] |= {metric for metric, total in self.emitted(levels=True).items() if total}

        return watched


def uploads_of_every_kind(world):
    world.upload("uploads/good.mp4")
    world.upload("uploads/bad.mp4", Footage(fails=True))
    world.upload("other/wrong.mp4")
    world.uploads.put("malformed")
    world.uploads.deliver(batch=4)
    world.rekognition.errors += [refused("InternalServerError"), refused("LimitExceededException")]
    for number in range(6):
        world.upload(f"uploads/{number}.mp4")
    world.uploads.drain(batch=1)


def announce_again(world, key):
    """The retention of a metered video's row is over, and its upload is announced once more."""
    world.forget(key)
    world.upload(key)
    world.uploads.drain()


def completions_that_meet_every_kind_of_waiting_video(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "0")
    for number in range(5):
        world.upload(f"uploads/waiting-{number}.mp4")
    world.uploads.drain()
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "10")
    world.rekognition.errors += [refused("InvalidS3ObjectException"), refused("InternalServerError")]
    world.rekognition.quota = len(world.rekognition.running())
    world.finish(world.rekognition.running()[0])
    request = world.rekognition.running()[0].request
    world.completions.put("malformed")
    world.completions.put(notice(Job("j", "nobody", request, Footage(), "SUCCEEDED"), world.outside.clock))
    world.completions.drain()
    announce_again(world, "uploads/good.mp4")
    world.finish(world.rekognition.job_of(identity("uploads/good.mp4")))
    world.completions.drain()
    monkeypatch.setenv("MONTHLY_SECONDS_LIMIT", "1")
    world.outside.later(hours=1)
    world.finish(world.rekognition.running()[0])
    world.finish(world.rekognition.running()[0])
    world.completions.drain()


def a_limit_that_is_reached(world, monkeypatch):
    world.upload("uploads/held.mp4")
    world.uploads.drain()
    held = [video for video, row in world.videos().items() if row["state"] == "held"]
    world.release(videos=held[:1])
    world.release(all=True, discard=True)
    monkeypatch.setenv("MONTHLY_SECONDS_LIMIT", "")


def a_sweep_that_finds_every_kind_of_standstill(world, monkeypatch):
    world.rekognition.quota = 100
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "100")
    world.outside.later(minutes=16)  # nobody stands back any more
    announce_again(world, "uploads/good.mp4")
    for number in range(4):
        world.upload(f"uploads/cut-off-{number}.mp4")
        world.outside.later(minutes=3)  # or the lease of the one before would keep it from being started
        world.outside.after = At("start_label_detection", kill)
        world.uploads.deliver()
        world.outside.quiet()
        world.uploads.waiting.clear()
    world.outside.later(minutes=3)
    for number in range(3):
        world.upload(f"uploads/lost-{number}.mp4", Footage(fails=number == 1))
    world.uploads.drain()
    for job in world.rekognition.running()[:-1]:
        world.rekognition.finish(job)
    world.rekognition.errors += [refused("LimitExceededException"), refused("InvalidS3ObjectException"), refused("InternalServerError")]
    breaks = Nth(1, stumble)
    world.outside.before = lambda name: breaks(name) if name == "get_label_detection" else None
    for _ in range(3):  # whichever stumbles in the first is finished in the third
        world.outside.later(hours=25)
        world.every_hour()


def stumble():
    raise refused("InternalServerError", "GetLabelDetection")


def a_night_after_the_retention(world):
    s3 = client("s3")
    for bucket, key in (("uploads-bucket", "uploads/old.mp4"), ("results-bucket", "results/old.json")):
        s3.put_object(Bucket=bucket, Key=key, Body=b"old")
        s3.create_multipart_upload(Bucket=bucket, Key=key)
    world.force("uploads/good.mp4", "held")
    world.outside.clock = datetime.now(UTC) + timedelta(days=60)
    breaks = Nth(1, stumble)
    world.outside.before = lambda name: breaks(name) if name == "delete_objects" else None
    world.every_night()


@pytest.fixture
def observed(world, monkeypatch, emitted):
    observer = Observer(world, monkeypatch, emitted)
    uploads_of_every_kind(world)
    completions_that_meet_every_kind_of_waiting_video(world, monkeypatch)
    a_limit_that_is_reached(world, monkeypatch)
    a_sweep_that_finds_every_kind_of_standstill(world, monkeypatch)
    a_night_after_the_retention(world)
    return observer


def test_each_function_reads_emits_and_asks_for_exactly_what_the_manifest_says(observed):
    for function in FUNCTIONS:
        assert observed.actions[function.name] == set(function.actions), function.name
        assert observed.read[function.name] == set(function.variables) - AT_IMPORT, function.name
        assert observed.metrics[function.name] == set(function.metrics), function.name
        assert set(function.variables) >= AT_IMPORT


def test_every_metric_is_somebodys():
    assert {metric for function in FUNCTIONS for metric in function.metrics} == {metric.value for metric in Metric}
