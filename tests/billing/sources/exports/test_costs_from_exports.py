import random
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from billing.domain.costs import Kind
from billing.domain.month import Month
from billing.sources.exports.query import By
from billing.sources.exports.reading import read_costs
from tests.billing.sources.exports.lines import CUR, FOCUS, Line, write_csv, write_parquet

OCTOBER = Month(2026, 10)


def bill_of(path, **options):
    (bill,) = read_costs(str(path), OCTOBER, **options).costs
    return bill


def expected(lines):
    """The book by Decimal alone: client to its sum of amounts of ten decimals, and the exact total."""
    with localcontext(prec=200):
        sums = defaultdict(Decimal)
        for line in lines:
            sums[line.client if line.client and line.client.strip() else ""] += Decimal(line.amount).quantize(
                Decimal("1e-10"), ROUND_HALF_UP
            )
        return dict(sums), sum((Decimal(line.amount) for line in lines), Decimal(0))


def check(bill, lines):
    sums, total = expected(lines)
    with localcontext(prec=200):
        assert {name: part.total for name, part in bill.clients.items()} == {name: each for name, each in sums.items() if name}
        assert bill.unallocated.total == sums.get("", 0)
        assert bill.total == total
        assert bill.rounding == total - sum(sums.values())
    assert bill.rows == len(lines)


NAMES = st.one_of(
    st.none(),
    st.sampled_from(["Acme", "acme", "a$b", 'quo"te', "com,ma", "new\nline", "", "  ", "Ünïcode 株式会社", "back\\slash", "'; drop"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=12),
)
TEXTS = st.one_of(
    st.decimals(-(10**9), 10**9, places=10).map(lambda each: format(each, "f")),
    st.decimals(-1, 1, places=32).map(lambda each: format(each, "f")),
    st.decimals("-1e-5", "1e-5", places=45).map(str),
    st.floats(-1e7, 1e7).filter(lambda each: each == 0 or abs(each) > 1e-50).map(repr),
)
DOUBLES = st.one_of(
    st.decimals(-(10**5), 10**5, places=10).map(lambda each: repr(float(each))),
    st.floats(-1e17, 1e17).filter(lambda each: each == 0 or abs(each) > 1e-50).map(repr),
    st.floats(-1e-3, 1e-3).filter(lambda each: each == 0 or abs(each) > 1e-50).map(repr),
)
KEYS = st.sampled_from(["user_client", "user:Client", "resourceTags/user_client", "resourceTags/user:Client", "resourceTags/Client"])


def lines_with(amounts):
    line = st.builds(Line, amount=amounts, client=NAMES, key=KEYS, account=st.sampled_from(["111111111111", "222222222222"]))
    return st.tuples(st.just(Line()), st.lists(line, max_size=12)).map(lambda pair: [pair[0], *pair[1]])


FEW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(lines=lines_with(TEXTS), ending=st.sampled_from(["csv", "csv.gz"]))
@example(
    lines=[Line("0.12345678905"), Line("-0.12345678905"), Line("1.5E-7"), Line("12.5e-11"), Line("1E+3"), Line(".5"), Line("7")],
    ending="csv",
)
def test_book_of_a_csv_closes_on_the_exact_sum_whatever_the_digits(lines, ending):
    with TemporaryDirectory() as folder:
        check(bill_of(write_csv(Path(folder) / f"export.{ending}", lines)), lines)


@FEW
@given(lines=lines_with(DOUBLES))
@example(lines=[Line("1234567.89"), Line("0.1"), Line("0.2"), Line("3.3e-08"), Line("1.2345678901234567e-08"), Line("123.45678901234567")])
def test_book_of_a_parquet_closes_on_the_shortest_decimals_of_its_doubles(lines):
    with TemporaryDirectory() as folder:
        check(bill_of(write_parquet(Path(folder) / "export.parquet", lines)), lines)


@pytest.mark.parametrize("type", ["DECIMAL(38,10)", "DECIMAL(38,18)", "DECIMAL(38,30)", "DECIMAL(9,2)", "VARCHAR"])
def test_decimal_and_text_columns_of_parquet_are_exact_too(tmp_path, type):
    lines = [Line("12.25"), Line("-0.05", client=None)] if type == "DECIMAL(9,2)" else [Line("0.1234567890"), Line("1234567.0000000001")]
    check(bill_of(write_parquet(tmp_path / "export.parquet", lines, amount=type)), lines)


@pytest.mark.parametrize("sign", ["", "-"])
def test_doubles_about_the_largest_that_fifteen_digits_hold_lose_none(tmp_path, sign):
    about = [
        "99999.9999999999",
        "99999.99999999999",
        "100000.0",
        "100000.00000000001",
        "676848.53985",
        "12345.67890123455",
        "0.00000000005",
    ]
    lines = [Line(sign + amount, client=amount) for amount in about]
    check(bill_of(write_parquet(tmp_path / "export.parquet", lines)), lines)


def test_a_sum_of_doubles_has_room_for_more_than_64_bits(tmp_path):
    path, times = write_parquet(tmp_path / "export.parquet", [Line("99999.9999999999"), Line("0.000000000049")]), 20_000
    duckdb.execute(f"COPY (SELECT line.* FROM read_parquet('{path}') AS line, range({times})) TO '{tmp_path / 'many.parquet'}'")
    bill = bill_of(tmp_path / "many.parquet")
    assert bill.clients["Acme"].total == times * Decimal("99999.9999999999") > Decimal(2**63) / 10**10
    assert (bill.rounding, bill.rows) == (times * Decimal("0.000000000049"), 2 * times)


def test_what_ten_decimals_take_off_is_shown_as_rounding(tmp_path):
    bill = bill_of(write_csv(tmp_path / "export.csv", [Line("0.00000000004"), Line("0.00000000004", client="Globex")]))
    assert (bill.clients["Acme"].total, bill.rounding, bill.total) == (0, Decimal("0.00000000008"), Decimal("0.00000000008"))


def test_order_of_rows_and_split_into_files_change_nothing(tmp_path):
    chance = random.Random(4)
    lines = [Line(repr(chance.random() * 10 ** chance.randint(-9, 5)), client=chance.choice(["A", "B", None])) for _ in range(300)]
    whole = bill_of(write_csv(tmp_path / "whole" / "export.csv", lines))
    check(whole, lines)
    chance.shuffle(lines)
    for part in range(3):
        write_csv(tmp_path / "parts" / f"export-{part}.csv.gz", lines[part::3])
    parts = bill_of(tmp_path / "parts")
    assert (parts.clients, parts.unallocated, parts.rounding, parts.total) == (
        whole.clients,
        whole.unallocated,
        whole.rounding,
        whole.total,
    )
    assert bill_of(tmp_path / "parts", threads=1) == bill_of(tmp_path / "parts", threads=4) == parts


def test_fingerprint_is_that_of_the_contents_and_not_of_names(tmp_path):
    first, second = [Line("1")], [Line("2")]
    for folder, names in (("one", ("a", "b")), ("two", ("z", "c"))):
        write_csv(tmp_path / folder / f"{names[0]}.csv", first)
        write_csv(tmp_path / folder / f"{names[1]}.csv", second)
    write_csv(tmp_path / "three" / "a.csv", [Line("3")])
    assert bill_of(tmp_path / "one").sha256 == bill_of(tmp_path / "two").sha256 != bill_of(tmp_path / "three").sha256


def test_a_line_belongs_to_its_billing_period_and_to_no_other_month(tmp_path):
    lines = [Line("1"), Line("10", period="2026-09-01T00:00:00.000Z"), Line("100", period="2026-11-01 00:00:00")]
    assert bill_of(write_csv(tmp_path / "export.csv", lines)).total == 1
    assert bill_of(write_parquet(tmp_path / "export.parquet", lines)).total == 1


def test_kinds_are_told_apart_in_each_client(tmp_path):
    words = ["Usage", "Tax", "Credit", "Refund", "Fee", "EdpDiscount", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "DiscountedUsage"]
    lines = [Line(str(2**place), word=word) for place, word in enumerate(words)] + [Line("1000", word="Fee", service="AWSSupportBusiness")]
    by_kind = bill_of(write_csv(tmp_path / "export.csv", lines)).clients["Acme"].by_kind
    assert by_kind == {
        Kind.USAGE: 1, Kind.TAX: 2, Kind.CREDIT: 4, Kind.REFUND: 8, Kind.FEE: 16, Kind.DISCOUNT: 32, Kind.SAVINGS_PLAN: 64 + 128,
        Kind.RESERVATION: 256, Kind.SUPPORT: 1000,
    }  # fmt: skip


def test_services_bear_the_names_of_the_other_sources(tmp_path):
    lines = [Line("1", service="AmazonRekognition"), Line("2", service="AmazonRekognition", word="Tax"), Line("4", service="Other")]
    assert bill_of(write_csv(tmp_path / "export.csv", lines)).clients["Acme"].by_service == {"Amazon Rekognition": 3, "Other": 4}


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_focus_is_read_like_a_cost_and_usage_report(tmp_path, write):
    lines = [Line("1.25", key="Client"), Line("2", client="B", key="user:Client", word="Tax"), Line("4", client=None, word="Purchase")]
    suffix = "csv" if write is write_csv else "parquet"
    bill = bill_of(write(tmp_path / f"focus.{suffix}", lines, FOCUS))
    check(bill, lines)
    assert bill.unallocated.by_kind == {Kind.FEE: 4}


def test_legacy_columns_hold_one_tag_each_and_may_differ_in_case_alone(tmp_path):
    path = tmp_path / "legacy.csv"
    path.write_text(
        "bill/BillingPeriodStartDate,lineItem/UnblendedCost,lineItem/CurrencyCode,lineItem/LineItemType,resourceTags/user:client,resourceTags/user:Client\n"
        "2026-10-01T00:00:00Z,1.5,USD,Usage,other,Acme\n2026-10-01T00:00:00Z,2,USD,RIFee,other,\n"
    )
    bill = bill_of(path)
    assert (bill.clients["Acme"].total, bill.unallocated.by_kind) == (Decimal("1.5"), {Kind.RESERVATION: 2})


def test_currencies_are_never_added(tmp_path):
    path = write_csv(tmp_path / "export.csv", [Line("1"), Line("2", currency="EUR")])
    read = read_costs(str(path), OCTOBER)
    assert [(bill.currency, bill.total, bill.rows) for bill in read.costs] == [("EUR", 2, 1), ("USD", 1, 1)]
    assert any("EUR and USD" in notice for notice in read.notices)


def test_clients_that_differ_in_case_are_billed_apart_and_said(tmp_path):
    read = read_costs(str(write_csv(tmp_path / "export.csv", [Line("1"), Line("2", client="ACME "), Line("4", client="Globex")])), OCTOBER)
    assert {name: part.total for name, part in read.costs[0].clients.items()} == {"Acme": 1, "ACME ": 2, "Globex": 4}
    assert any("'ACME ', 'Acme'" in notice for notice in read.notices)


def test_accounts_tell_clients_apart_by_the_list_and_without_one_by_id(tmp_path):
    path = write_csv(
        tmp_path / "export.csv", [Line("1"), Line("2", account="222222222222"), Line("4", account="333333333333")], leave_out=["tags"]
    )
    listed = {"111111111111": "Acme", "222222222222": "Acme"}
    read = read_costs(str(path), OCTOBER, by=By.ACCOUNT, accounts=listed)
    assert ({name: part.total for name, part in read.costs[0].clients.items()}, read.costs[0].unallocated.total) == ({"Acme": 3}, 4)
    assert any("333333333333" in notice for notice in read.notices)
    assert set(bill_of(path, by=By.ACCOUNT).clients) == {"111111111111", "222222222222", "333333333333"}


def test_a_month_is_estimated_until_every_line_is_on_an_invoice(tmp_path):
    columns = {**CUR, "key": "bill_invoice_id"}
    final = [Line("1", key="inv-1")]
    assert not bill_of(write_csv(tmp_path / "final.csv", final, columns), by=By.ACCOUNT).estimated
    assert bill_of(write_csv(tmp_path / "open.csv", [*final, Line("2", key="")], columns), by=By.ACCOUNT).estimated
