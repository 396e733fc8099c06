"""Handlers start fast and need nothing that their zip and Lambda's runtime do not hold."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from lambdas.manifest import FUNCTIONS

ROOT = Path(__file__).parents[2]
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
"""Lambda's Python runtime brings boto3 and what it needs."""
SLOWER_AT_MOST = 1.35
by_name = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


def place_of(package):
    spec = find_spec(package)
    return Path(spec.submodule_search_locations[0] if spec.submodule_search_locations else spec.origin)


def unpack(function, folder):
    """A folder that looks like the function's zip, laid over the runtime's packages."""
    for package in (*function.third_party, *RUNTIME):
        place = place_of(package)
        if not (folder / place.name).exists():
            (folder / place.name).symlink_to(place)
    for package in function.packages:
        (folder / package).parent.mkdir(parents=True, exist_ok=True)
        (folder / package).symlink_to(ROOT / package)
    (folder / "lambdas/__init__.py").symlink_to(ROOT / "lambdas/__init__.py")


def run(folder, code):
    """Runs Python with nothing but the standard library and this folder."""
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); {code}"
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "POWERTOOLS_METRICS_NAMESPACE": "n", "POWERTOOLS_SERVICE_NAME": "s"}
    return subprocess.run([sys.executable, "-I", "-S", "-c", program], env=environment, capture_output=True, text=True, timeout=60)


@by_name
def test_a_handler_can_be_imported_from_its_zip_alone(function, tmp_path):
    unpack(function, tmp_path)
    module = function.handler.rpartition(".")[0]
    done = run(
        tmp_path, f"import {module} as m; print(m.handler.__name__, *(n for n in ('pulumi', 'model', 'pydantic') if n in sys.modules))"
    )
    assert (done.stdout, done.returncode) == ("handler\n", 0), done.stderr


@pytest.mark.parametrize("missing", ["pulumi", "model", "components", "pydantic"])
def test_what_must_not_be_imported_is_not_there_to_be_imported(missing, tmp_path):
    unpack(FUNCTIONS[0], tmp_path)
    assert "ModuleNotFoundError" in run(tmp_path, f"import {missing}").stderr


def test_no_client_is_made_at_import(tmp_path):
    for function in FUNCTIONS:
        (folder := tmp_path / function.name).mkdir()
        unpack(function, folder)
        forbid = "import boto3; boto3.client = boto3.resource = boto3.Session = None"
        assert run(folder, f"{forbid}; import {function.handler.rpartition('.')[0]}").returncode == 0


def processor_seconds(module):
    code = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return float(done.stdout)


@pytest.fixture(scope="module")
def bare():
    """Seconds that boto3 alone took, in all measurements so far: each function is compared with the quietest."""
    return []


@by_name
def test_a_handler_takes_little_longer_to_import_than_boto3(function, bare):
    module, handler = function.handler.rpartition(".")[0], []
    for number in range(12):  # the quietest moments of a busy machine
        handler.append(processor_seconds(module))
        if number or len(bare) < 3:  # once more beside each repetition, so that both see the same machine
            bare.append(processor_seconds("boto3"))
        ratio = min(handler) / min(bare)
        if len(bare) >= 3 and ratio <= SLOWER_AT_MOST:
            break
    assert ratio <= SLOWER_AT_MOST
