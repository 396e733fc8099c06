"""A month from Athena is the month that DuckDB reads from the same files, to the last digit."""

import random
from decimal import Decimal
from functools import cache

import pytest
from botocore.exceptions import ClientError

from billing.domain.month import Month
from billing.sources.athena import Athena, AthenaFailed
from billing.sources.exports import athena
from billing.sources.exports.catalog import cost_table, read_table
from billing.sources.exports.problems import ExportError
from billing.sources.exports.reading import read_grouped
from tests.billing.sources.exports.athena_service import DATABASE, TABLE, WORKGROUP, AthenaService
from tests.billing.sources.exports.lines import MEMBER, PAYER, USUAL, WHOLE, Line, write_parquet

TRANSLATED = cache(athena.translated)
OCTOBER = Month(2026, 10)
AWKWARD = [
    *(Line(amount, client=client) for amount, client in [
        ("1234567.89", "Acme"), ("0.1", "acme"), ("3.3e-08", "a$b"), ("1.2345678901234567e-08", 'quo"te'), ("123.45678901234567", "com,ma"),
        ("-98765.43210987654", "new\nline"), ("1e+17", "Ünïcode 株式会社"), ("-1e-05", "back\\slash"), ("0.12345678905", "'; drop"),
        ("9.999999999999999e-31", "Acme"), ("2.5e-60", "Acme"), ("0", "  "), ("-0.0", ""), ("7", None), ("123456789012345680", "Acme"),
    ]),
    Line("4", key="user:Client", client="other"),
    Line("5", key="resourceTags/Client", account=MEMBER, client="third"),
    Line("6", word="Tax", invoice="", client=None),
    Line("1000", period="2026-09-01"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Translating takes a tenth of a second, and most questions here are the same."""
    monkeypatch.setattr(athena, "translated", TRANSLATED)


def asked_of(service, *, waits=None, **options):
    asking = Athena(client=service, workgroup=WORKGROUP, sleep=(waits if waits is not None else []).append)
    return read_table(asking, cost_table(service, DATABASE, TABLE), OCTOBER, PAYER, still_open=False, **options)


def refused(service, **options):
    with pytest.raises((AthenaFailed, ExportError)) as raised:
        asked_of(service, **options)
    return str(raised.value)


@pytest.mark.parametrize("amount", ["DOUBLE", "VARCHAR"])
@pytest.mark.parametrize("lines", [USUAL, AWKWARD], ids=["usual", "awkward"])
def test_a_bill_is_the_same_to_the_last_digit(tmp_path, lines, amount):
    path = write_parquet(tmp_path / "e.parquet", lines, WHOLE, amount=amount)
    there, here = asked_of(AthenaService(path)), read_grouped(str(path), OCTOBER, PAYER, still_open=False)
    for each in ("month", "currency", "rows", "rounding", "total", "lines", "estimated"):
        assert getattr(there.bill, each) == getattr(here.bill, each), each
    assert {type(row.amount) for row in there.bill.rows} == {Decimal}
    assert there.notices[:-1] == here.notices


def test_chance_amounts_of_every_size_come_to_the_same(tmp_path):
    chance = random.Random(7)
    lines = [Line(repr(chance.choice([1, -1]) * chance.random() * 10.0 ** chance.randint(-12, 12)), client="AB"[n % 2]) for n in range(120)]
    path = write_parquet(tmp_path / "e.parquet", lines, WHOLE)
    service = AthenaService(path)
    there, here = asked_of(service).bill, read_grouped(str(path), OCTOBER, PAYER, still_open=False).bill
    assert (there.rows, there.rounding, there.total) == (here.rows, here.rounding, here.total)
    assert len(service.asked) == 1  # no line had to be read by hand, though Athena writes every double with an exponent


def test_an_answer_of_several_pages_is_read_whole_and_the_names_of_its_columns_once(tmp_path):
    path = write_parquet(tmp_path / "e.parquet", USUAL, WHOLE)
    service = AthenaService(path, page=2)
    assert asked_of(service).bill == asked_of(AthenaService(path)).bill
    assert len(service.pages) == 4  # the names and six rows, two a page
    thousands = AthenaService(path)
    sql = "SELECT CAST(n AS VARCHAR) AS n, CAST(NULL AS VARCHAR) AS none, n, '' AS empty FROM UNNEST(SEQUENCE(1, 2001)) AS numbers(n)"
    rows = Athena(client=thousands, workgroup=WORKGROUP, sleep=print).rows(sql)
    assert rows == [(str(number), None, number, "") for number in range(1, 2_002)]
    assert len(thousands.pages) == 3


def test_a_question_reads_the_months_folder_alone_in_billings_work_group_and_takes_no_answer_of_before(tmp_path):
    service = AthenaService(write_parquet(tmp_path / "e.parquet", USUAL, WHOLE))
    asked_of(service)
    (asked,) = service.asked
    assert (asked["WorkGroup"], asked["ResultReuseConfiguration"]) == (WORKGROUP, {"ResultReuseByAgeConfiguration": {"Enabled": False}})
    assert "\"billing_period\" = '2026-10'" in asked["QueryString"]
    other = AthenaService(write_parquet(tmp_path / "e.parquet", USUAL, WHOLE), month="2026-09")
    assert "billing.costs has no line of 2026-10 yet" in refused(other)


def test_what_athena_has_read_is_said(tmp_path):
    service = AthenaService(write_parquet(tmp_path / "e.parquet", [Line("2"), Line("2.5e-60")], WHOLE))
    assert asked_of(service).notices[-1] == "Athena has read 20,971,520 bytes of billing.costs; questions: 2."


def test_the_fingerprint_is_that_of_the_answer_whatever_the_order_of_its_rows(tmp_path):
    prints = set()
    for number, lines in enumerate((USUAL, USUAL[::-1], [*USUAL, Line("0.01")])):
        prints.add(asked_of(AthenaService(write_parquet(tmp_path / f"{number}.parquet", lines, WHOLE))).bill.sha256)
    assert len(prints) == 2


def test_waiting_takes_longer_each_time_and_has_an_end_that_leaves_nothing_running(tmp_path):
    path, waits = write_parquet(tmp_path / "e.parquet", USUAL, WHOLE), []
    asked_of(AthenaService(path, states=["QUEUED"] * 2 + ["RUNNING"] * 4), waits=waits)
    assert waits == [0.5, 1, 2, 4, 5, 5, 5]
    service, waits = AthenaService(path, states=["RUNNING"] * 1_000), []
    assert "no answer within 600 seconds" in refused(service, waits=waits)
    assert (600 <= sum(waits) < 610, service.stopped) == (True, ["q-1"])


def test_who_interrupts_it_leaves_no_question_running(tmp_path):
    service = AthenaService(write_parquet(tmp_path / "e.parquet", USUAL, WHOLE))

    def interrupted(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Athena(client=service, workgroup=WORKGROUP, sleep=interrupted).rows("SELECT 1")
    assert service.stopped == ["q-1"]


@pytest.mark.parametrize(
    ("end", "remedy"),
    [
        (("CANCELLED", "Query cancelled! Bytes scanned limit was exceeded"), "more than billing's work group allows"),
        (("FAILED", "Permission denied on S3 path: s3://exports/cur"), "Let these credentials use"),
        (("FAILED", "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved"), "pulumi up -C billing"),
        (("FAILED", "HIVE_BAD_DATA: Malformed Parquet file"), "AWS writes it anew"),
        (("FAILED", "INTERNAL_ERROR_QUERY_ENGINE"), "Run the same command again."),
    ],
)
def test_a_failed_question_says_awss_reason_and_what_to_do(tmp_path, end, remedy):
    message = refused(AthenaService(write_parquet(tmp_path / "e.parquet", USUAL, WHOLE), end=end))
    assert f"{end[0]}: {end[1]}.\nNothing was computed. " in message
    assert remedy in message
    assert "--export PATH" in message


def test_a_refused_question_and_a_missing_table_say_how_to_get_them(tmp_path):
    service = AthenaService(write_parquet(tmp_path / "e.parquet", USUAL, WHOLE))

    def no_group(**_):
        raise ClientError(
            {"Error": {"Code": "InvalidRequestException", "Message": "WorkGroup questions is not found."}}, "StartQueryExecution"
        )

    service.start_query_execution = no_group
    assert "WorkGroup questions is not found" in refused(service)

    def no_table(**_):
        raise ClientError({"Error": {"Code": "EntityNotFoundException", "Message": "Table costs not found."}}, "GetTable")

    service.get_table = no_table
    assert "pulumi up -C billing" in refused(service)


def test_a_double_in_an_answer_is_never_taken_for_an_amount(tmp_path):
    service = AthenaService(write_parquet(tmp_path / "e.parquet", USUAL, WHOLE))
    with pytest.raises(AthenaFailed, match="amount is answered as double"):
        Athena(client=service, workgroup=WORKGROUP, sleep=print).rows("SELECT CAST(1 AS DOUBLE) AS amount")


def test_what_cannot_be_billed_is_traced_to_the_object_in_s3(tmp_path):
    good = write_parquet(tmp_path / "good.parquet", USUAL, WHOLE)
    for line, said in (
        (Line("nan"), "line_item_unblended_cost is NaN, which is no amount"),
        (Line("-inf"), "line_item_unblended_cost is -Infinity, which is no amount"),
        (Line(word="Novelty"), "line_item_line_item_type says 'Novelty'"),
        (Line(currency=""), "line_item_currency_code is empty"),
    ):
        bad = write_parquet(tmp_path / "bad.parquet", [line], WHOLE)
        assert refused(AthenaService(good, bad)).startswith(f"s3://exports{bad}: {said}")


def test_other_payers_currencies_and_deliveries_without_the_tag_are_refused_as_files_are(tmp_path):
    path = tmp_path / "e.parquet"
    for lines, said in (
        ([Line(payer="999999999999")], f"payer 999999999999, and the bill of {PAYER} is wanted"),
        ([Line(), Line(currency="EUR")], "2026-10 is in EUR and USD"),
        ([Line(client=None)], "no line has the tag Client"),
    ):
        assert said in refused(AthenaService(write_parquet(path, lines, WHOLE)))
    assert asked_of(AthenaService(write_parquet(path, [Line("2", client="")], WHOLE))).bill.total == 2
    assert asked_of(AthenaService(write_parquet(path, [Line("1", word="Novelty")], WHOLE)), keep_unknown=True).bill.total == 1
