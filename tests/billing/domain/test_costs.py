from decimal import Decimal

import pytest

from billing.domain.costs import Costs, Kind, MonthCosts, together
from billing.domain.month import Month
from tests.billing.domain.paper import usd


def bill(**changed):
    parts = {"clients": {"Acme": usd(usage="10.5")}, "unallocated": usd(tax="1"), "rounding": Decimal("0.00000000001")}
    return MonthCosts(
        month=Month.parse("2026-10"), currency="USD", rows=3, sha256="00", **{**parts, "total": Decimal("11.50000000001"), **changed}
    )


def test_a_bill_adds_up_to_the_last_digit():
    assert bill().total == Decimal("11.50000000001")


@pytest.mark.parametrize(
    "changed",
    [{"total": Decimal("11.5")}, {"rounding": Decimal(0)}, {"clients": {}}, {"unallocated": Costs()}],
    ids=lambda each: next(iter(each)),
)
def test_a_bill_that_does_not_add_up_is_no_bill(changed):
    with pytest.raises(ValueError, match=r"the bill to [0-9.]+\. Nothing was stored\.$"):
        bill(**changed)


def test_parts_of_a_bill_are_added_kind_by_kind_and_service_by_service():
    one = Costs(by_kind={Kind.USAGE: Decimal(1)}, by_service={"Amazon S3": Decimal(1)})
    two = Costs(by_kind={Kind.USAGE: Decimal(2), Kind.TAX: Decimal("0.5")}, by_service={"Amazon S3": Decimal(2), "Tax": Decimal("0.5")})
    assert together([one, two]) == Costs(
        by_kind={Kind.USAGE: Decimal(3), Kind.TAX: Decimal("0.5")}, by_service={"Amazon S3": Decimal(3), "Tax": Decimal("0.5")}
    )
    assert together([]) == Costs()
    assert two.without(Kind.TAX) == 2
