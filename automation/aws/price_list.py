"""Prices from the AWS Price List API, which is asked in us-east-1 whatever region the prices are for."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from automation.estimating.price_refresh import Refreshed, refreshed
from automation.estimating.prices import PRICE_REGION, Price
from automation.exits import Exit, Stop
from model.regions import BILLING_REGION

EVERYWHERE = ("AmazonCloudFront",)
"""Services whose usage types say where, and whose products name no region."""
GLOBAL = ("DashboardsUsageHour",)
"""Usage types of other services that name no region either."""


def refresh_prices(prices: Mapping[str, Price], pricing: Any = None) -> tuple[Refreshed, ...]:
    """Each price with what the list says. Raises Stop where AWS cannot be asked. `pricing` is the client of AWS Price List."""
    try:
        pricing = pricing or boto3.client("pricing", region_name=BILLING_REGION)
        return tuple(refreshed(name, price, _products(pricing, price)) for name, price in prices.items())
    except (BotoCoreError, ClientError) as error:
        text = f"The AWS Price List cannot be read: {error}"
        raise Stop(Exit.FAULT, f"{text}\nNo price was changed. Any credentials that may pricing:GetProducts will do.") from error


def _products(pricing: Any, price: Price) -> Iterator[Mapping[str, Any]]:
    if price.listed is None:
        return
    service, usage_type = price.listed
    wanted = {"usagetype": usage_type}
    if service not in EVERYWHERE and usage_type not in GLOBAL:
        wanted["regionCode"] = PRICE_REGION
    filters = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in wanted.items()]
    for page in pricing.get_paginator("get_products").paginate(ServiceCode=service, Filters=filters, FormatVersion="aws_v1"):
        yield from (json.loads(each) for each in page["PriceList"])
