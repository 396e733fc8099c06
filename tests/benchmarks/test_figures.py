import json
from importlib import import_module

import pytest

from benchmarks import __main__ as command
from benchmarks import measured, table
from benchmarks.catalogue import BENCHMARKS, Benchmark
from benchmarks.figure import Figure
from benchmarks.flat_stack import flat_urn
from benchmarks.recorded import flat_program, recorded_program, rows_of
from benchmarks.timing import paired, python, statements


def figure(**more):
    return Figure(**{"what": "a thing", "against": "another", "value": 1.2, "at_most": 1.5, **more})


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """`python -m benchmarks` with two benchmarks that take no time, and files of its own."""
    found = {"fast": [figure()], "slow": [figure(value=2.0)]}
    benchmarks = [Benchmark(name=name, function="none:none") for name in found]
    monkeypatch.setattr(Benchmark, "run", lambda self: found[self.name])
    monkeypatch.setattr(command, "named", lambda names: [each for each in benchmarks if not names or each.name in names])
    monkeypatch.setattr(command, "RESULT", tmp_path / "bench.json")
    monkeypatch.setattr(command, "RECORD", tmp_path / "figures.json")
    monkeypatch.setattr(measured.read, "__defaults__", (tmp_path / "figures.json",))
    return tmp_path


def test_a_ratio_is_the_median_of_the_pairs_and_the_first_pair_is_not_counted():
    a, b = iter([900.0, 3.0, 8.0, 20.0]), iter([1.0, 1.0, 2.0, 2.0])

    found = paired("this", lambda: next(a), "that", lambda: next(b), runs=3, sizes={"resources": 7})

    assert (found.value, found.lowest, found.highest) == (4.0, 3.0, 10.0)
    assert found.sizes == {"resources": 7, "seconds": 8.0, "against_seconds": 2.0, "runs": 3}


def test_statements_are_timed_without_the_start_of_the_interpreter():
    assert 0.05 <= statements("import time; time.sleep(0.05)")() < 5


def test_a_measured_program_that_fails_is_told_with_its_last_line():
    with pytest.raises(RuntimeError, match="LookupError: no such thing"):
        python("raise LookupError('no such thing')")()


def test_a_figure_at_its_promise_keeps_it_and_one_above_does_not():
    assert figure(value=1.5).kept
    assert figure(value=99.0, at_most=None).kept
    assert not figure(value=1.51).kept
    assert figure(value=1.51).promise == "1.5, NOT KEPT"


def test_nothing_is_0_and_not_a_small_number():
    assert (figure(value=0, unit="changes").number, figure(value=0.0005).number) == ("0 changes", "0.0005 x")


@pytest.mark.parametrize("value", [0.0005, 1.2, 12_345.6])
def test_a_row_of_the_table_fits_in_80_columns(value):
    rows = list(table.lines(figure(value=value, unit="resources/s", what="word " * 30, against="word " * 30, lowest=0.1, highest=123.4)))

    assert max(map(len, rows)) <= 80
    assert figure(value=value).number.split()[0] in rows[0]


def test_a_promise_that_is_not_kept_is_told_and_ends_with_1(bench, capsys):
    assert command.main(["fast"]) == 0
    assert command.main([]) == 1
    assert "NOT KEPT" in capsys.readouterr().out


def test_an_unknown_name_is_told_with_those_that_there_are(capsys):
    assert command.main(["grwth"]) == 2
    assert "There is no benchmark grwth. Choose from: program, " in capsys.readouterr().err


def test_without_the_pulumi_command_the_engines_benchmarks_are_left_out_in_one_line_each(bench, monkeypatch, capsys):
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(command, "named", lambda _: [each for each in BENCHMARKS if each.needs_engine])

    assert command.main([]) == 0

    left_out = {each.name for each in BENCHMARKS if each.needs_engine}
    told = [line for line in capsys.readouterr().out.splitlines() if "left out" in line]
    assert told == [
        f"{name}: left out, the `pulumi` command is not on PATH"
        for name in ("preview", "unchanged", "growth", "side-by-side", "fleet-preview")
    ]
    assert set(json.loads((bench / "bench.json").read_text())["left_out"]) == left_out


def test_recording_some_keeps_the_others_with_their_own_day(bench):
    assert not (bench / "figures.json").exists()
    command.main(["--record"])
    older = measured.read()
    measured.write(bench / "figures.json", {**older, "slow": measured.Measured(date="2020-01-01", machine="old", load=0.0, figures=())})

    command.main(["fast", "--record"])

    now = measured.read()
    assert (now["slow"].date, now["fast"].figures) == ("2020-01-01", (figure(),))


def test_without_record_nothing_is_recorded(bench):
    command.main(["fast"])

    assert not (bench / "figures.json").exists()
    assert json.loads((bench / "bench.json").read_text())["measured"]["fast"]["figures"][0]["value"] == 1.2


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda each: each.name)
def test_every_benchmark_names_a_function_that_there_is(benchmark):
    module, function = benchmark.function.split(":")
    assert callable(getattr(import_module(f"benchmarks.{module}"), function))


@pytest.mark.parametrize(
    ("types", "flat"),
    [
        ("clientenv:index:ClientEnvironment$clientenv:index:Storage$aws:s3/bucket:Bucket", "aws:s3/bucket:Bucket"),
        ("aws:s3/bucket:Bucket$aws:s3/bucketPolicy:BucketPolicy", "aws:s3/bucketPolicy:BucketPolicy"),
        (
            "clientenv:index:Network$awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet",
            "awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet",
        ),
    ],
)
def test_a_flat_urn_has_no_components_but_remote_ones(types, flat):
    assert flat_urn(f"urn:pulumi:acme-prod::clientenv::{types}::it::1") == f"urn:pulumi:acme-prod::clientenv::{flat}::it::1"


def test_the_flat_program_registers_the_same_resources_with_the_same_inputs():
    program = recorded_program("dev")

    flat = flat_program(rows_of(program))

    assert {each.type.split(":")[0] for each in flat.registered} == {"aws"}
    wanted = {(each.type, each.name): each.inputs for each in program.registered if each.type.startswith("aws:")}
    assert {(each.type, each.name): each.inputs for each in flat.registered} == wanted
