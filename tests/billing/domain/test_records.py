"""What the ledger keeps of costs and of the inputs of a rated month: spelt out once, and read back the same."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing.domain import costs_record, inputs_record
from billing.domain.costs import Costs, Kind, MonthCosts
from billing.domain.document_record import line_record
from billing.domain.lines import Line
from billing.domain.month import Month
from billing.domain.rating_inputs import ExchangeRate, RatingInputs
from billing.domain.usage import UsageRecord, usage_of
from model.parsing import parse_terms
from model.placement import Placement
from model.terms_record import as_record as terms_as_record

OCTOBER = Month.parse("2026-10")
COSTS = MonthCosts(
    month=OCTOBER,
    currency="USD",
    clients={
        "Globex": Costs(by_kind={Kind.USAGE: Decimal("1.50"), Kind.CREDIT: Decimal("-0.5")}, by_service={"AWS Lambda": Decimal("1.0")}),
        "Acme": Costs(by_kind={Kind.TAX: Decimal(2)}),
    },
    unallocated=Costs(by_kind={Kind.USAGE: Decimal("0.25")}, by_service={"Tax": Decimal(1), "Amazon S3": Decimal("-0.75")}),
    rounding=Decimal("0.0000000001"),
    total=Decimal("3.2500000001"),
    rows=7,
    sha256="ab",
    estimated=True,
)
COSTS_RECORD = {
    "month": "2026-10",
    "currency": "USD",
    "clients": {
        "Acme": {"total": "2", "by_kind": {"tax": "2"}, "by_service": {}},
        "Globex": {"total": "1.00", "by_kind": {"credit": "-0.5", "usage": "1.50"}, "by_service": {"AWS Lambda": "1.0"}},
    },
    "unallocated": {"total": "0.25", "by_kind": {"usage": "0.25"}, "by_service": {"Amazon S3": "-0.75", "Tax": "1"}},
    "rounding": "0.0000000001",
    "total": "3.2500000001",
    "rows": 7,
    "sha256": "ab",
    "estimated": True,
}
TERMS = parse_terms({"model": "costPlus", "managementFeePercent": "25", "currency": "EUR"})
VIDEOS = (
    UsageRecord(job="b", seconds=61, completed=datetime(2026, 10, 2, 8, tzinfo=UTC)),
    UsageRecord(job="a", seconds=30, completed=datetime(2026, 10, 31, 23, 59, tzinfo=UTC)),
    UsageRecord(job="c", seconds=99, completed=datetime(2026, 11, 1, tzinfo=UTC)),
)
INPUTS = RatingInputs(
    month=OCTOBER,
    terms=TERMS,
    placement=Placement.HOSTED,
    costs=Costs(by_kind={Kind.USAGE: Decimal("1E+1"), Kind.REFUND: Decimal("-0.50")}),
    metered_share=Decimal("0.25"),
    shared=Decimal("0.125"),
    bill_currency="USD",
    usage=usage_of(VIDEOS, OCTOBER),
    service_from=date(2026, 10, 2),
    service_to=date(2026, 10, 30),
    billed_before=frozenset({"setup", "development-fee"}),
    exchange=ExchangeRate(bill_currency="USD", currency="EUR", rate=Decimal("0.8531"), source="ECB", day=date(2026, 10, 30)),
)
INPUTS_RECORD = {
    "schema_version": 1,
    "month": "2026-10",
    "placement": "hosted",
    "terms": terms_as_record(TERMS),
    "costs": {"usage": "10", "refund": "-0.50"},
    "metered_share": "0.25",
    "shared": "0.125",
    "bill_currency": "USD",
    "bill": {"payer": "111111111111", "sha256": "ab"},
    "usage": [
        {"job": "a", "seconds": 30, "completed": "2026-10-31T23:59:00+00:00"},
        {"job": "b", "seconds": 61, "completed": "2026-10-02T08:00:00+00:00"},
    ],
    "service_from": "2026-10-02",
    "service_to": "2026-10-30",
    "billed_before": ["development-fee", "setup"],
    "exchange": {"bill_currency": "USD", "currency": "EUR", "rate": "0.8531", "source": "ECB", "day": "2026-10-30"},
}


def test_record_of_a_months_costs():
    record = costs_record.as_record(COSTS)

    assert record == COSTS_RECORD
    assert list(record["clients"]) == ["Acme", "Globex"]
    assert list(record["clients"]["Globex"]["by_kind"]) == ["credit", "usage"]
    assert list(record["unallocated"]["by_service"]) == ["Amazon S3", "Tax"]


def test_costs_come_back_from_their_record():
    assert costs_record.from_record(COSTS_RECORD) == COSTS


def test_costs_without_services_and_without_the_mark_of_an_estimate_are_read_too():
    acme = {name: value for name, value in COSTS_RECORD["clients"]["Acme"].items() if name != "by_service"}
    record = {**COSTS_RECORD, "clients": {**COSTS_RECORD["clients"], "Acme": acme}}
    del record["estimated"]

    costs = costs_record.from_record(record)
    assert (costs.clients["Acme"], costs.estimated) == (COSTS.clients["Acme"], False)


@pytest.mark.parametrize("name", ["Globex", "unallocated"])
def test_part_that_does_not_come_to_its_total_was_changed(name):
    wrong = {"total": "9", "by_kind": {"usage": "1.50", "credit": "-0.5"}, "by_service": {}}
    changed = {"unallocated": wrong} if name == "unallocated" else {"clients": {**COSTS_RECORD["clients"], name: wrong}}

    with pytest.raises(ValueError, match=rf"^the kinds of {name} come to 1\.00, its total says 9\. The record was changed\.$"):
        costs_record.from_record({**COSTS_RECORD, **changed})


@pytest.mark.parametrize("field", ["rounding", "total"])
def test_amount_that_is_no_decimal_string_is_refused(field):
    with pytest.raises(ValueError, match="no decimal string"):
        costs_record.from_record({**COSTS_RECORD, field: 3.25})


def test_record_of_the_inputs_of_a_month_has_the_videos_of_that_month_by_job():
    source = {"payer": "111111111111", "sha256": "ab"}

    assert inputs_record.as_record(INPUTS, VIDEOS, source) == INPUTS_RECORD


def test_inputs_come_back_from_their_record():
    assert inputs_record.from_record(INPUTS_RECORD) == INPUTS


def test_inputs_that_know_no_days_and_no_exchange_come_back_too():
    bare = RatingInputs(month=OCTOBER, terms=TERMS, placement=Placement.CLIENT, bill_currency="EUR")
    record = inputs_record.as_record(bare, (), {})

    assert [record[name] for name in ("service_from", "service_to", "exchange", "usage", "bill")] == [None, None, None, [], {}]
    assert inputs_record.from_record(record) == bare


def test_videos_that_are_not_those_of_the_month_are_never_kept_as_its_ground():
    with pytest.raises(ValueError, match=r"^these videos are not the usage that 2026-10 is rated from$"):
        inputs_record.as_record(INPUTS, VIDEOS[:1], {})


def test_inputs_of_another_schema_are_refused():
    with pytest.raises(ValueError, match=r"^these inputs have schema_version 2, this program reads 1$"):
        inputs_record.from_record({**INPUTS_RECORD, "schema_version": 2})


def test_record_of_a_line_has_decimal_strings():
    line = Line(code="a", description="A", quantity=Decimal("1.5000"), unit="minute", unit_price=Decimal("0.10"), amount=Decimal("-0.15"))

    assert line_record(line) == {
        "code": "a",
        "description": "A",
        "quantity": "1.5000",
        "unit": "minute",
        "unit_price": "0.10",
        "amount": "-0.15",
    }
