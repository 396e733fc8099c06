import ast
import hashlib
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from billing.infra.run_functions import MONTHLY, RUN_FUNCTIONS
from components.lambda_code import PROJECT, function_zip, zip_entries
from lambdas.billing_runs.telemetry import Metric

each_function = pytest.mark.parametrize("function", RUN_FUNCTIONS, ids=lambda function: function.name)
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")


@each_function
def test_the_same_code_gives_the_same_bytes(function, tmp_path):
    one, two = (function_zip(function, build=tmp_path / name).read_bytes() for name in ("a", "b"))
    assert hashlib.sha256(one).hexdigest() == hashlib.sha256(two).hexdigest()


@each_function
def test_a_zip_holds_pure_python_data_and_its_handler(function, tmp_path):
    with zipfile.ZipFile(function_zip(function, build=tmp_path)) as archive:
        names = archive.namelist()
    assert names == sorted(names)
    assert {Path(name).suffix for name in names} == {".py", ".json", ".j2", ".css", ".dat"}
    assert {name.partition("/")[0] for name in names if name.endswith(".dat")} == {"babel"}
    assert f"lambdas/{function.name}/handler.py" in names
    assert [
        name for name in names if name.startswith(("billing/infra", "components/", "automation/", "duckdb", "pulumi", "reportlab"))
    ] == []


@each_function
def test_a_handler_can_be_imported_from_its_zip_alone(function, tmp_path):
    for name in RUNTIME:
        spec = find_spec(name)
        place = Path(spec.submodule_search_locations[0] if spec.submodule_search_locations else spec.origin)
        (tmp_path / place.name).symlink_to(place)
    code = tmp_path / "zip"
    with zipfile.ZipFile(function_zip(function)) as archive:
        archive.extractall(code)
    program = (
        f"import sys; sys.path[:0] = [{str(code)!r}, {str(tmp_path)!r}]; import {function.handler.rpartition('.')[0]} as m; "
        "import billing.documents.html, billing.runs.export_sources; from billing.documents.notation import notation; notation('en_US'); "
        "print(m.handler.__name__, *(n for n in ('pulumi', 'components', 'pydantic', 'duckdb', 'domain') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], env={}, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.returncode) == ("handler\n", 0), done.stderr


def test_a_zip_knows_the_locales_of_its_documents_and_no_others():
    names = zip_entries(MONTHLY.for_locales("de_DE", "pt_BR"))
    languages = {Path(name).stem.partition("_")[0] for name in names if name.startswith("babel/locale-data/")}
    assert languages == {"root", "en", "de", "pt"}
    assert "babel/locale-data/pt_PT.dat" in names


@each_function
def test_it_reads_no_variable_and_emits_no_metric_that_it_does_not_name(function):
    sources = [
        path.read_text() for name, path in zip_entries(function).items() if name.startswith("lambdas/") and path.is_relative_to(PROJECT)
    ]
    read = {name for source in sources for name in variables_in(source)}
    assert read <= {*function.variables, "AWS_REGION"}
    assert {*function.variables} <= read
    own = [path.read_text() for path in (PROJECT / "lambdas" / function.name).glob("*.py")]
    emitted = {Metric[node.attr].value for source in own for node in ast.walk(ast.parse(source)) if is_metric(node)}
    assert emitted == set(function.metrics)


def variables_in(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            yield node.slice.value


def is_metric(node):
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Metric"
