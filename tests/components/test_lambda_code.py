import hashlib
import os
import shutil
import zipfile

import pytest

from components import lambda_code
from components.lambda_code import CompiledCode, function_zip, zip_entries
from lambdas.manifest import FUNCTIONS, Function

ONE = FUNCTIONS[0]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy_of_the_project(folder):
    shutil.copytree(lambda_code.PROJECT / "lambdas", folder / "lambdas", copy_function=shutil.copy)
    return folder


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_same_code_gives_the_same_bytes_wherever_and_whenever_it_lies(function, tmp_path):
    here = function_zip(function, build=tmp_path / "build-a")
    elsewhere = copy_of_the_project(tmp_path / "elsewhere")
    for path in elsewhere.rglob("*.py"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o600)
    umask = os.umask(0o077)
    try:
        there = function_zip(function, elsewhere, tmp_path / "build-b")
    finally:
        os.umask(umask)
    assert sha256(here) == sha256(there)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_zip_holds_pure_python_in_sorted_order_and_its_handler(function, tmp_path):
    with zipfile.ZipFile(function_zip(function, build=tmp_path)) as archive:
        names = archive.namelist()
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names == sorted(names)
    assert [name for name in names if not name.endswith(".py")] == []
    assert {"lambdas/__init__.py", f"lambdas/{function.name}/handler.py", "aws_lambda_powertools/__init__.py"} <= set(names)
    others = tuple(f"lambdas/{other.name}/" for other in FUNCTIONS if other != function)
    assert [name for name in names if name.startswith(others)] == []


def test_a_compiled_file_is_refused_by_name(tmp_path):
    project = copy_of_the_project(tmp_path)
    (project / "lambdas" / ONE.name / "fast.cpython-314-x86_64-linux-gnu.so").write_bytes(b"\x7fELF")
    with pytest.raises(CompiledCode, match=rf"lambdas/{ONE.name}/fast\.cpython-314-x86_64-linux-gnu\.so is compiled,.*lambdas/manifest"):
        function_zip(ONE, project, tmp_path / "build")
    assert not (tmp_path / "build").exists()


def test_a_compiled_third_party_package_is_refused(tmp_path):
    function = Function(name=ONE.name, timeout_seconds=1, memory_mb=128, variables=(), metrics=(), actions=(), third_party=("grpc",))
    with pytest.raises(CompiledCode, match=r"grpc/.*\.so"):
        zip_entries(function)


def test_a_package_that_is_not_installed_is_named(tmp_path):
    function = Function(name=ONE.name, timeout_seconds=1, memory_mb=128, variables=(), metrics=(), actions=(), third_party=("not_there",))
    with pytest.raises(LookupError, match=r"not_there is not installed.*pip install -r requirements.txt"):
        zip_entries(function)


def test_a_zip_is_built_again_only_when_its_inputs_changed(tmp_path):
    project, build = copy_of_the_project(tmp_path), tmp_path / "build"
    first = function_zip(ONE, project, build)
    before, built = sha256(first), first.stat().st_ino
    assert function_zip(ONE, project, build).stat().st_ino == built

    (project / "lambdas" / ONE.name / "more.py").write_text("MORE = 1\n")
    assert sha256(function_zip(ONE, project, build)) != before

    (project / "lambdas" / ONE.name / "more.py").unlink()
    assert sha256(function_zip(ONE, project, build)) == before


def test_a_zip_that_was_deleted_is_built_again(tmp_path):
    function_zip(ONE, build=tmp_path).unlink()
    assert function_zip(ONE, build=tmp_path).is_file()


def test_building_leaves_nothing_unfinished_behind(tmp_path):
    function_zip(ONE, build=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{ONE.name}.zip", f"{ONE.name}.inputs"}
