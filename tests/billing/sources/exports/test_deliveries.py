"""A month is delivered again and again, each time whole: exactly one delivery counts."""

import json
import shutil

import pytest

from billing.domain.month import Month
from billing.sources.exports.problems import ExportError
from billing.sources.exports.reading import read_costs
from tests.billing.sources.exports.lines import FOCUS, Line, write_csv, write_parquet

OCTOBER = Month(2026, 10)
PERIOD = "BILLING_PERIOD=2026-10"


def total(export):
    return read_costs(str(export), OCTOBER).costs[0].total


def refused(export):
    with pytest.raises(ExportError) as raised:
        total(export)
    return str(raised.value)


def manifest(path, *keys, under="dataFiles", **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"executionId": "1", under: [*keys], **more}))


def test_two_deliveries_without_a_manifest_are_refused_and_listed(tmp_path):
    write_csv(tmp_path / "data" / PERIOD / "1" / "export-1.csv", [Line("1")])
    write_csv(tmp_path / "data" / PERIOD / "2" / "export-1.csv", [Line("2")])
    message = refused(tmp_path / "data" / "**" / "*.csv")
    assert "2026-10 was delivered 2 times" in message
    assert all(f"{PERIOD}/{each}" in message for each in "12")
    assert total(tmp_path / "data" / PERIOD / "2") == 2


def test_two_formats_or_tables_of_a_month_are_two_deliveries(tmp_path):
    write_csv(tmp_path / "export.csv.gz", [Line("1")])
    write_parquet(tmp_path / "export.parquet", [Line("1")])
    assert "as Parquet in" in refused(tmp_path)
    assert "as gzip CSV in" in refused(tmp_path)
    (tmp_path / "export.parquet").unlink()
    write_csv(tmp_path / "focus.csv.gz", [Line("1", key="Client")], FOCUS)
    assert "FOCUS as gzip CSV" in refused(tmp_path)


def test_other_months_in_folders_of_their_own_are_no_second_delivery(tmp_path):
    for month, amount in (("2026-09", "1"), ("2026-10", "2"), ("2026-11", "4")):
        write_parquet(tmp_path / "data" / f"BILLING_PERIOD={month}" / "export.parquet", [Line(amount, period=f"{month}-01")])
    assert total(tmp_path) == 2


def test_a_copy_in_the_same_folder_is_not_billed_twice(tmp_path):
    path = write_csv(tmp_path / "export.csv", [Line("1")])
    shutil.copy(path, tmp_path / "export (1).csv")
    assert "byte for byte" in refused(tmp_path)


def test_the_manifest_says_which_of_several_deliveries_counts(tmp_path):
    for run, amount in (("20261102T0000Z-a", "1"), ("20261103T0000Z-b", "2")):
        write_csv(tmp_path / "costs" / "data" / PERIOD / run / "costs-00001.csv.gz", [Line(amount)])
        key = f"s3://bucket/prefix/costs/data/{PERIOD}/{run}/costs-00001.csv.gz"
        manifest(tmp_path / "costs" / "metadata" / PERIOD / run / "costs-Manifest.json", key)
    manifest(tmp_path / "costs" / "metadata" / PERIOD / "costs-Manifest.json", key)
    read = read_costs(str(tmp_path / "costs" / "data" / "**" / "*.gz"), OCTOBER)
    assert (read.costs[0].total, read.costs[0].rows) == (2, 1)
    assert "1 files of earlier deliveries are left out" in read.notices[0]


def test_manifests_of_equal_rank_are_refused(tmp_path):
    for run, amount in (("a", "1"), ("b", "2")):
        write_csv(tmp_path / "data" / PERIOD / run / "costs.csv", [Line(amount)])
        manifest(tmp_path / "metadata" / PERIOD / run / "costs-Manifest.json", f"s3://bucket/x/data/{PERIOD}/{run}/costs.csv")
    assert "several manifests of 2026-10" in refused(tmp_path)


def test_a_new_delivery_replaces_the_month_as_a_whole(tmp_path):
    folder = tmp_path / "data" / PERIOD
    write_csv(folder / "costs-1.csv", [Line("1"), Line("1")])
    write_csv(folder / "costs-2.csv", [Line("2")])
    manifest(tmp_path / "metadata" / PERIOD / "costs-Manifest.json", *(f"x/data/{PERIOD}/costs-{part}.csv" for part in (1, 2)))
    assert total(tmp_path) == 4
    write_csv(folder / "costs-1.csv", [Line("8")])
    manifest(tmp_path / "metadata" / PERIOD / "costs-Manifest.json", f"x/data/{PERIOD}/costs-1.csv")
    assert total(tmp_path) == 8


def test_all_files_of_the_manifest_count_or_none(tmp_path):
    first = write_csv(tmp_path / "data" / PERIOD / "costs-1.csv", [Line("1")])
    second = write_csv(tmp_path / "data" / PERIOD / "costs-2.csv", [Line("2")])
    manifest(tmp_path / "metadata" / PERIOD / "costs-Manifest.json", *(f"x/data/{PERIOD}/costs-{part}.csv" for part in (1, 2)))
    assert total(first) == 3
    second.unlink()
    assert "costs-2.csv is not here" in refused(first)


def test_a_legacy_report_has_its_manifest_beside_its_assemblies(tmp_path):
    period = tmp_path / "report" / "20261001-20261101"
    for assembly, amount in (("aaa", "1"), ("bbb", "2")):
        write_csv(period / assembly / "report-1.csv.gz", [Line(amount)])
        key = f"prefix/report/20261001-20261101/{assembly}/report-1.csv.gz"
        manifest(period / assembly / "report-Manifest.json", key, under="reportKeys", billingPeriod={"start": "20261001T000000.000Z"})
    shutil.copy(period / "bbb" / "report-Manifest.json", period / "report-Manifest.json")
    assert total(tmp_path) == 2


def test_manifest_that_is_no_json_stops_the_run(tmp_path):
    write_csv(tmp_path / "costs.csv", [Line("1")])
    (tmp_path / "costs-Manifest.json").write_text("{")
    assert "is no JSON" in refused(tmp_path)


def test_names_with_letters_of_globs_are_taken_as_they_are(tmp_path):
    assert total(write_parquet(tmp_path / "a[1]*?" / "x'y.parquet", [Line("1")])) == 1
