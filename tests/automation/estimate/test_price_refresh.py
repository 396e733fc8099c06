"""Prices read again from AWS's list, which is scripted: what is certain is taken over, all else stays."""

import json
import shutil
import tomllib
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from automation.aws import price_list
from automation.aws.price_list import refresh_prices
from automation.estimating.price_refresh import rewritten
from automation.estimating.prices import PRICE_FILE, Price, read_prices
from automation.exits import Stop

TODAY = date(2026, 12, 1)


def product(*tiers):
    """A product as the API gives it: (from which quantity, price of one)."""
    dimensions = {str(number): {"beginRange": begin, "pricePerUnit": {"USD": usd}} for number, (begin, usd) in enumerate(tiers)}
    return json.dumps({"terms": {"OnDemand": {"offer": {"priceDimensions": dimensions}}}})


class List:
    """Takes the place of the client: usage type to products. It remembers what it was asked."""

    def __init__(self, **products):
        self.products, self.asked = products, []

    def get_paginator(self, name):
        assert name == "get_products"
        return SimpleNamespace(paginate=self._pages)

    def _pages(self, ServiceCode, Filters, FormatVersion):  # noqa: N803
        wanted = {each["Field"]: each["Value"] for each in Filters}
        self.asked.append((ServiceCode, wanted))
        for each in self.products.get(wanted["usagetype"].replace("-", "_").replace(":", "_"), ()):
            yield {"PriceList": [each]}


def price(usd="0.10", listed=("AmazonX", "Things")):
    return Price(usd=Decimal(usd), per="thing", source="page", read=date(2025, 1, 1), listed=listed)


def one(found):
    return found[0].new, found[0].why_not


def test_the_first_tier_that_costs_something_is_taken():
    listed = List(Things=[product(("0", "0.0000000000"), ("1000", "0.1200000000"), ("5000", "0.0500000000"))])
    assert one(refresh_prices({"a.b": price()}, listed)) == (Decimal("0.12"), "")
    assert listed.asked == [("AmazonX", {"usagetype": "Things", "regionCode": "us-east-1"})]


@pytest.mark.parametrize(
    ("products", "why"),
    [
        ([], "no product AmazonX Things"),
        ([product(("0", "0"))], "no product"),
        ([product(("0", "0.10")), product(("0", "0.20"))], "several: 0.1, 0.2"),
        ([product(("0", "100.0"))], "another unit"),
        ([product(("0", "0.0001"))], "another unit"),
    ],
)
def test_a_price_that_is_not_certain_stays(products, why):
    new, told = one(refresh_prices({"a.b": price()}, List(Things=products)))
    assert new is None
    assert why in told


def test_the_same_price_twice_is_one_price():
    assert one(refresh_prices({"a.b": price()}, List(Things=[product(("0", "0.1")), product(("0", "0.10"))])))[0] == Decimal("0.1")


def test_what_names_no_region_is_asked_without_one():
    listed = List()
    refresh_prices(read_prices(), listed)
    without = {usage["usagetype"] for _, usage in listed.asked if "regionCode" not in usage}
    assert without == {"US-DataTransfer-Out-Bytes", "US-Requests-Tier2-HTTPS", "DashboardsUsageHour"}
    assert len(listed.asked) == len(read_prices())


def test_the_price_file_keeps_its_comments_and_what_was_not_read(tmp_path):
    text = PRICE_FILE.read_text()
    listed = List(us_east_1_KMS_Keys=[product(("0", "1.25"))], TimedStorage_ByteHrs=[product(("0", "0.023"))])
    new = rewritten(text, refresh_prices(read_prices(), listed), TODAY)
    before, after = tomllib.loads(text), tomllib.loads(new)
    assert (after["kms"]["key_month"]["usd"], after["kms"]["key_month"]["read"]) == ("1.25", TODAY)
    assert after["kms"]["key_month"]["source"] == "AWS Price List, awskms, us-east-1-KMS-Keys"
    assert (after["s3"]["standard_gb_month"]["usd"], after["s3"]["standard_gb_month"]["read"]) == ("0.023", TODAY)
    assert after["s3"]["put_request"] == before["s3"]["put_request"]
    assert [line for line in new.splitlines() if line.startswith("#")] == [line for line in text.splitlines() if line.startswith("#")]
    assert len(new.splitlines()) == len(text.splitlines())


def test_the_command_tells_what_changed_and_estimates_with_it(typed, project, monkeypatch):
    path = project / "prices.toml"
    shutil.copy(PRICE_FILE, path)
    listed = List(us_east_1_KMS_Keys=[product(("0", "1.25"))])
    monkeypatch.setattr(price_list.boto3, "client", lambda *_, **__: listed)
    code, out, err = typed("estimate", "dev", "--refresh", "--prices", path, "--json")
    assert code == 0
    assert json.loads(out)["aws"]["by_service"]["AWS Key Management Service"] == "2.50"  # two keys
    assert "kms.key_month: 1.00 is now 1.25 USD" in err
    assert "sqs.request stays 0.0000004 USD: no product AWSQueueService Requests-RBP" in err


def test_where_the_list_cannot_be_read_no_price_changes():
    def refuse(_):
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetProducts")

    with pytest.raises(Stop, match="pricing:GetProducts"):
        refresh_prices({"a.b": price()}, SimpleNamespace(get_paginator=refuse))
