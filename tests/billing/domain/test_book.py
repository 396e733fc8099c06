from decimal import Decimal

import pytest

from billing.domain.book import compare, tolerance
from tests.billing.domain.closed import book


def test_the_record_of_a_book_adds_up_to_the_last_digit():
    record = book().as_record()
    assert Decimal(record["total"]) == sum(map(Decimal, [*record["clients"].values(), record["unallocated"], record["rounding"]]))
    assert record == {
        "schema_version": 1,
        "payer": "111111111111",
        "month": "2026-10",
        "currency": "USD",
        "clients": {"Acme": "9"},
        "unallocated": "3.0000000000",
        "rounding": "0.0000000001",
        "total": "12.0000000001",
        "rows": 4,
        "source_sha256": "ab",
    }


@pytest.mark.parametrize(
    ("rows", "currency", "expected"),
    [(0, "USD", "1.00"), (40_000, "USD", "1.00"), (1_000_000, "USD", "5"), (1_000_000, "JPY", "500"), (4, "JPY", "100"), (4, "KWD", "0.1")],
)
def test_rounding_explains_a_hundred_units_or_a_random_walk_of_halves(rows, currency, expected):
    assert tolerance(rows, currency) == Decimal(expected)


def test_a_book_agrees_with_aws_up_to_the_tolerance_on_either_side():
    assert compare(book(), Decimal("13.0000000001")).agrees
    assert compare(book(), Decimal("11.0000000001")).agrees
    off = compare(book(), Decimal("13.0000000002"))
    assert (off.agrees, off.difference) == (False, Decimal("1.0000000001"))
