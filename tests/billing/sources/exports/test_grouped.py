"""One payer's bill from export files, ungrouped enough for the register to tell apart."""

from decimal import Decimal

import pytest

from billing.domain.assigning import assign_rows
from billing.domain.bill import BillRow
from billing.domain.costs import Kind
from billing.domain.month import Month
from billing.sources.exports.problems import ExportError
from billing.sources.exports.reading import read_costs, read_grouped
from tests.billing.domain.bills import environment
from tests.billing.sources.exports.lines import CUR, FOCUS, MEMBER, PAYER, USUAL, WHOLE, Line, write_csv, write_parquet

OCTOBER = Month(2026, 10)


def read(path, *, still_open=False, **options):
    return read_grouped(str(path), OCTOBER, PAYER, still_open=still_open, **options)


def test_each_row_says_account_client_kind_and_service(tmp_path):
    bill = read(write_csv(tmp_path / "e.csv", USUAL, WHOLE)).bill
    storage = "Amazon Simple Storage Service"
    expected = [
        ("", PAYER, Kind.USAGE, "Amazon Rekognition", "5.1"),
        ("", MEMBER, Kind.TAX, "OCBTax", "2"),
        ("Globex", PAYER, Kind.CREDIT, storage, "-0.5"),
        ("Globex", PAYER, Kind.USAGE, storage, "3.2500000001"),
        ("Initech", MEMBER, Kind.USAGE, storage, "10"),
    ]
    assert bill.rows == tuple(
        BillRow(client=client, account=account, kind=kind, service=service, amount=Decimal(amount))
        for client, account, kind, service, amount in expected
    )
    assert (bill.month, bill.currency, bill.lines, bill.total) == (OCTOBER, "USD", 7, Decimal("19.85000000005"))
    assert bill.rounding == Decimal("-0.00000000005")


@pytest.mark.parametrize("columns", [WHOLE, FOCUS | {"payer": "BillingAccountId"}], ids=["CUR", "FOCUS"])
def test_the_book_is_that_of_the_costs_by_tag_and_the_same_from_csv_and_parquet(tmp_path, columns):
    key, lines = ("user:Client" if "BilledCost" in columns.values() else "user_client"), []
    for each in USUAL:
        word = each.word if columns is WHOLE else {"Credit": "Credit", "Tax": "Tax"}.get(each.word, "Usage")
        lines.append(Line(amount=each.amount, client=each.client, word=word, service=each.service, account=each.account, key=key))
    csv, parquet = write_csv(tmp_path / "e.csv", lines, columns), write_parquet(tmp_path / "e.parquet", lines[::-1], columns)
    bill, (costs,) = read(csv).bill, read_costs(str(csv), OCTOBER).costs
    assigned = assign_rows(bill, [environment("g", "Globex", "hosted"), environment("i", "Initech", "hosted")])
    assert (assigned.costs.clients, assigned.costs.unallocated) == (costs.clients, costs.unallocated)
    assert (bill.rounding, bill.total, bill.sha256) == (costs.rounding, costs.total, costs.sha256)
    again = read(parquet).bill
    assert (again.rows, again.rounding, again.total) == (bill.rows, bill.rounding, bill.total)


def test_a_client_in_a_member_account_and_beside_others_at_once_is_told_apart(tmp_path):
    """What Cost Explorer's answers cannot do."""
    lines = [*USUAL, Line(amount="0.7", client="Initech")]
    register = [environment("i", "Initech", "member", MEMBER), environment("j", "Initech", "hosted"), environment("g", "Globex", "hosted")]
    assigned = assign_rows(read(write_csv(tmp_path / "e.csv", lines, WHOLE)).bill, register)
    assert assigned.costs.clients["Initech"].total == Decimal("12.7")
    assert assigned.costs.unallocated.total == Decimal("5.1")


def test_an_amount_that_sql_cannot_hold_comes_to_its_account_too(tmp_path):
    tiny = "0." + "0" * 44 + "1"
    bill = read(write_csv(tmp_path / "e.csv", [Line(amount="2"), Line(amount=tiny, account=MEMBER)], WHOLE)).bill
    assert {(each.account, each.amount) for each in bill.rows} == {(PAYER, Decimal(2)), (MEMBER, Decimal(0))}
    assert (bill.rounding, bill.total) == (Decimal(tiny), Decimal("2" + tiny[1:]))


def test_a_month_is_estimated_while_a_line_is_on_no_invoice(tmp_path):
    path = tmp_path / "e.csv"
    assert not read(write_csv(path, USUAL, WHOLE), still_open=True).bill.estimated
    assert read(write_csv(path, [*USUAL, Line(amount="0", invoice="")], WHOLE)).bill.estimated


@pytest.mark.parametrize("still_open", [True, False])
def test_an_export_without_invoices_is_estimated_while_the_month_is_open(tmp_path, still_open):
    assert read(write_csv(tmp_path / "e.csv", [Line(key="Client")], FOCUS), still_open=still_open).bill.estimated is still_open


@pytest.mark.parametrize("also", [(), (Line(),)], ids=["alone", "beside your own"])
def test_what_another_account_pays_is_refused_and_named(tmp_path, also):
    path = write_csv(tmp_path / "e.csv", [Line(payer="999999999999"), *also], WHOLE)
    with pytest.raises(ExportError, match=f"payer 999999999999, and the bill of {PAYER} is wanted"):
        read(path)


def test_an_export_that_does_not_say_its_payer_is_read_with_a_notice(tmp_path):
    assert read(write_csv(tmp_path / "e.csv", [Line()], WHOLE)).notices == ()
    for lines, columns in (([Line()], CUR), ([Line(payer=""), Line()], WHOLE)):
        (notice,) = read(write_csv(tmp_path / "e.csv", lines, columns)).notices
        assert "does not say whose bill it is (bill_payer_account_id" in notice


def test_a_bill_in_two_currencies_is_refused(tmp_path):
    path = write_csv(tmp_path / "e.csv", [Line(), Line(currency="EUR")], WHOLE)
    with pytest.raises(ExportError, match=r"2026-10 is in EUR and USD.*leave --export away"):
        read(path)


def test_without_accounts_or_tags_it_says_what_is_missing(tmp_path):
    with pytest.raises(ExportError, match="no column line_item_usage_account_id"):
        read(write_csv(tmp_path / "e.csv", [Line()], WHOLE, leave_out=("account",)))
    with pytest.raises(ExportError, match="no line has the tag Client") as refused:
        read(write_csv(tmp_path / "e.csv", [Line(client=None)], WHOLE))
    assert "--accounts" not in str(refused.value)


def test_an_unknown_kind_is_kept_only_when_asked(tmp_path):
    path = write_csv(tmp_path / "e.csv", [Line(word="Novelty")], WHOLE)
    with pytest.raises(ExportError, match="Novelty"):
        read(path)
    kept = read(path, keep_unknown=True)
    assert [each.kind for each in kept.bill.rows] == [Kind.USAGE]
    assert "'Novelty', which is not known" in kept.notices[0]
