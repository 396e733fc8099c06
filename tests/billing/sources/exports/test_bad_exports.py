"""An export that cannot be trusted gives no figure at all, and the message says which file and row."""

import gzip

import pytest

from billing.domain.month import Month
from billing.sources.exports.problems import ExportError
from billing.sources.exports.query import By
from billing.sources.exports.reading import read_costs
from tests.billing.sources.exports.lines import CUR, FOCUS, Line, write_csv, write_parquet

OCTOBER = Month(2026, 10)


def refused(path, **options):
    with pytest.raises(ExportError) as raised:
        read_costs(str(path), OCTOBER, **options)
    return str(raised.value)


@pytest.mark.parametrize("amount", ["abc", "NaN", "inf", "-Infinity", "", "1,5", "0x10", "1e400", "12345678901234567890123456789"])
def test_what_is_no_amount_is_named_with_file_row_and_column(tmp_path, amount):
    path = write_csv(tmp_path / "export.csv", [Line(), Line("1", period="2026-09-01"), Line(amount)])
    message = refused(path)
    assert message.startswith(f"{path}, row 3: line_item_unblended_cost is {amount or 'empty'}")


@pytest.mark.parametrize("amount", ["nan", "inf", "-inf"])
def test_what_is_no_amount_in_parquet_too(tmp_path, amount):
    path = write_parquet(tmp_path / "export.parquet", [Line(), Line(amount)], FOCUS)
    assert f"{path}, row 2: BilledCost is {amount}" in refused(path)


def test_bad_amount_of_another_month_does_not_matter(tmp_path):
    path = write_csv(tmp_path / "export.csv", [Line("3"), Line("abc", period="2026-09-01")])
    assert read_costs(str(path), OCTOBER).costs[0].total == 3


def test_unknown_kind_stops_the_run_unless_it_is_kept_as_usage_and_said(tmp_path):
    path = write_csv(tmp_path / "export.csv", [Line("1"), Line("2", word="NewInvention")])
    assert refused(path).startswith(f"{path}, row 2: line_item_line_item_type says 'NewInvention'")
    kept = read_costs(str(path), OCTOBER, keep_unknown=True)
    assert kept.costs[0].clients["Acme"].by_kind == {"usage": 3}
    assert "NewInvention" in kept.notices[0]


def test_line_without_currency_or_month_or_with_broken_tags_is_named(tmp_path):
    path = tmp_path / "export.csv"
    assert "row 2: line_item_currency_code is empty" in refused(write_csv(path, [Line(), Line(currency="")]))
    assert "row 2: bill_billing_period_start_date is no date" in refused(write_csv(path, [Line(), Line(period="October")]))
    write_csv(path, [Line(), Line(client="torn")])
    path.write_text(path.read_text().replace(', ""user_client"": ""torn""}', ', ""user_cli'))
    assert f"{path}, row 2: the tags are no JSON" in refused(path)


@pytest.mark.parametrize("field", ["period", "word", "currency", "amount"])
def test_missing_column_is_named_with_its_file(tmp_path, field):
    write_csv(tmp_path / "export-1.csv", [Line("1")])
    path = write_csv(tmp_path / "export-2.csv", [Line("2")], leave_out=[field])
    assert refused(tmp_path / "*.csv").startswith(f"{path} has no column {CUR[field]}")


def test_one_file_without_tags_among_others_is_named(tmp_path):
    write_csv(tmp_path / "export-1.csv", [Line("1")])
    path = write_csv(tmp_path / "export-2.csv", [Line("2")], leave_out=["tags"])
    assert refused(tmp_path).startswith(f"{path} has no column for the tag Client")


def test_account_column_is_needed_only_by_account(tmp_path):
    path = write_csv(tmp_path / "export.csv", [Line("1")], leave_out=["account"])
    assert read_costs(str(path), OCTOBER).costs[0].total == 1
    assert "no column line_item_usage_account_id" in refused(path, by=By.ACCOUNT)


def test_export_without_the_tag_in_any_spelling_says_which_were_looked_for_and_what_else_there_is(tmp_path):
    for message in (
        refused(write_csv(tmp_path / "other.csv", [Line(client=None), Line(key="user_customer")])),
        refused(write_csv(tmp_path / "none.csv", [Line()], leave_out=["tags"])),
    ):
        assert "user_client or user:Client or resourceTags/user_client" in message
        assert "--by account --accounts FILE" in message


def test_key_that_is_there_but_empty_is_untagged_cost_and_no_error(tmp_path):
    for path in (write_csv(tmp_path / "a.csv", [Line("2", client="")]), write_parquet(tmp_path / "a.parquet", [Line("2", client=" ")])):
        (bill,) = read_costs(str(path), OCTOBER).costs
        assert (bill.clients, bill.unallocated.total) == ({}, 2)


def test_empty_files_files_cut_off_and_changed_bytes_are_named(tmp_path):
    lines = [Line(str(number)) for number in range(500)]
    empty = tmp_path / "empty.csv"
    empty.touch()
    packed = write_csv(tmp_path / "packed.csv.gz", lines)
    whole = packed.read_bytes()
    assert refused(empty).startswith(f"{empty} is empty")
    packed.write_bytes(whole[: len(whole) // 2])
    assert refused(packed).startswith(f"{packed} is not a complete gzip CSV file")
    packed.write_bytes(whole[:-8] + bytes([whole[-8] ^ 1]) + whole[-7:])
    assert refused(packed).startswith(f"{packed} is not a complete gzip CSV file")
    table = write_parquet(tmp_path / "table.parquet", lines)
    table.write_bytes(table.read_bytes()[:-100])
    assert refused(table).startswith(f"{table} is not a complete Parquet file")
    packed.write_bytes(gzip.compress(b""))
    assert refused(packed).startswith(f"{packed} is empty")


def test_the_torn_one_of_several_files_is_named(tmp_path):
    for part in (1, 2, 3):
        write_csv(tmp_path / f"export-{part}.csv", [Line(str(part))])
    torn = tmp_path / "export-2.csv"
    torn.write_text(torn.read_text() + "2026-10-01,11")
    message = refused(tmp_path)
    assert str(torn) in message
    assert "Line: 3" in message


def test_no_line_of_the_month_says_which_months_there_are(tmp_path):
    path = write_csv(tmp_path / "export.csv", [Line(period="2026-09-01T00:00:00Z"), Line(period="2026-08-01T00:00:00Z")])
    assert "no line of 2026-10; it has 2026-08, 2026-09" in refused(path)
    assert "it has no line at all" in refused(write_csv(path, []))


def test_no_file_and_no_export(tmp_path):
    assert "No file of an export matches" in refused(tmp_path / "*.parquet")
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    assert "is no export that is known" in refused(tmp_path / "notes.csv")
    (tmp_path / "old.csv").write_bytes(b"PK\x03\x04")
    assert "zip archive" in refused(tmp_path / "old.csv")
