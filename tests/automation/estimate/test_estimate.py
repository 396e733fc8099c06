"""`clientenv estimate`: counted from the program, priced from the file, rated by the rules that bill a real month."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from automation import estimate
from automation.estimating.month_estimate import Priced, ordinary_month
from automation.estimating.month_estimate import estimate as estimate_month
from automation.estimating.month_quantities import REKOGNITION, Deployed, MonthOfVideos, Quantity, quantities
from automation.estimating.prices import Price, read_prices
from automation.program_resources import Resource
from automation.stack_file import read_settings, read_stack_file
from billing.domain.rating_inputs import CannotRate, ExchangeRate
from model.placement import Account, Placement
from model.terms import BillingTerms, CostPlus, Fixed, OneOffLine, PerMinute
from tests.automation.conftest import ROOT

TODAY = date(2026, 11, 25)
VIDEOS = MonthOfVideos(videos=20, seconds=20 * 180, gigabytes=Decimal(5))
"""Sixty minutes."""
PER_MINUTE = BillingTerms(pricing=PerMinute(price_per_minute=Decimal("0.15")))
PLUS_A_QUARTER = BillingTerms(pricing=CostPlus(management_fee_percent=Decimal(25), development_fee=Decimal(900)))


@pytest.fixture(scope="module")
def base():
    return read_settings(read_stack_file("dev", ROOT))


@pytest.fixture
def stack(base):
    """Settings with other terms, in another placement."""

    def changed(terms, placement=Placement.MEMBER):
        account = Account(placement=placement, account_id="222222222222", home_region="us-east-1")
        return replace(base, billing=terms, account=account)

    return changed


def line(service, usd):
    price = Price(usd=Decimal(usd), per="month", source="example.com", read=TODAY)
    return Priced(quantity=Quantity(what=service, service=service, quantity=Decimal(1), price="x"), price=price)


LINES = (line(REKOGNITION, "6.00"), line("AmazonCloudWatch", "3.996"), line("AWS Lambda", "0.008"))


def charged(made):
    return {each.code: str(each.amount) for each in made.rated.lines}


def test_cost_plus_charges_the_cost_and_its_fee_and_leaves_the_fee(stack):
    made = estimate_month(LINES, VIDEOS, stack(PLUS_A_QUARTER), TODAY)
    assert str(made.aws_usd) == "10.00"  # 10.004
    assert charged(made) == {"aws-cost": "10.00", "management-fee": "2.50"}
    assert str(made.margin) == "2.50"


def test_in_a_shared_account_rekognition_comes_by_metered_seconds_and_is_charged_once(stack):
    made = estimate_month(LINES, VIDEOS, stack(PLUS_A_QUARTER, Placement.HOSTED), TODAY)
    assert charged(made) == {"aws-cost": "4.00", "aws-cost-metered": "6.00", "management-fee": "2.50"}
    assert (str(made.rated.subtotal), str(made.margin)) == ("12.50", "2.50")


def test_a_price_per_minute_that_does_not_cover_aws_leaves_less_than_nothing(stack):
    made = estimate_month(LINES, VIDEOS, stack(PER_MINUTE), TODAY)
    assert (str(made.rated.subtotal), str(made.margin)) == ("9.00", "-1.00")  # 9 - 10.004


def test_where_the_client_pays_aws_all_of_the_charge_is_left(stack):
    made = estimate_month(LINES, VIDEOS, stack(PER_MINUTE, Placement.CLIENT), TODAY)
    assert (str(made.aws_usd), str(made.margin)) == ("10.00", "9.00")


def test_what_is_billed_once_is_no_part_of_an_ordinary_month(stack):
    terms = replace(PER_MINUTE, one_off=(OneOffLine(id="migration", text="Migration", amount=Decimal(500)),))
    assert charged(estimate_month(LINES, VIDEOS, stack(terms), TODAY)) == {"video-minutes": "9.00"}
    assert "development-fee" not in charged(estimate_month(LINES, VIDEOS, stack(PLUS_A_QUARTER), TODAY))


def test_other_currencies_are_never_added_without_a_rate(stack):
    rate = ExchangeRate(bill_currency="USD", currency="EUR", rate=Decimal("0.9"), source="ECB", day=TODAY)
    made = estimate_month(LINES, VIDEOS, stack(replace(PER_MINUTE, currency="EUR")), TODAY)
    assert made.margin is None
    made = estimate_month(LINES, VIDEOS, stack(replace(PER_MINUTE, currency="EUR")), TODAY, rate)
    assert str(made.margin) == "0.00"  # 9 - 9.0036
    with pytest.raises(CannotRate):
        estimate_month(LINES, VIDEOS, stack(replace(PLUS_A_QUARTER, currency="EUR")), TODAY)


@pytest.mark.parametrize(
    ("begins", "month"),
    [(None, "2026-11"), (date(2026, 11, 1), "2026-11"), (date(2026, 11, 2), "2026-12"), (date(2027, 1, 1), "2027-01")],
)
def test_the_month_is_a_whole_one(begins, month):
    assert str(ordinary_month(replace(PER_MINUTE, valid_from=begins), TODAY)) == month


def resource(type_, **inputs):
    return Resource(type=type_, name="x", inputs=inputs)


def vpc(strategy, zones):
    return resource("awsx:ec2:Vpc", numberOfAvailabilityZones=float(zones), natGateways={"strategy": strategy})


@pytest.mark.parametrize(("strategy", "gateways"), [("None", 0), ("Single", 1), ("OnePerAz", 3)])
def test_endpoints_and_gateways_are_counted_in_each_zone(strategy, gateways):
    endpoints = [resource("aws:ec2/vpcEndpoint:VpcEndpoint", vpcEndpointType=kind) for kind in ("Interface", "Interface", "Gateway")]
    found = Deployed.of([vpc(strategy, 3), *endpoints])
    assert (found.doors, found.gateways) == (6, gateways)


def test_an_unknown_kind_of_gateways_is_not_guessed():
    with pytest.raises(KeyError):
        Deployed.of([vpc("Two", 2)])


def test_without_a_page_there_is_no_cloudfront_and_more_videos_cost_more():
    without = Deployed(keys=2, alarms=3, queues=2, pages=0, doors=0, gateways=0)
    assert "Amazon CloudFront" not in {each.service for each in quantities(without, VIDEOS)}
    twice = replace(VIDEOS, videos=40, seconds=7200)
    grown = {
        one.what for one, two in zip(quantities(without, VIDEOS), quantities(without, twice), strict=True) if two.quantity > one.quantity
    }
    assert {"Rekognition, minutes analysed", "Lambda, requests", "DynamoDB, writes", "S3, uploads and results"} <= grown


def test_the_networks_of_a_stack_side_by_side(typed, project):
    code, out, err = typed("estimate", "acme-prod", "--videos", "40", "--minutes", "3", "--compare", "--json")
    told = json.loads(out)
    cost = {mode: Decimal(each["aws"]["total"]) for mode, each in told["compared"].items()}
    assert (code, err, told["network"], told["seconds"]) == (0, "", "isolated", 7200)
    assert cost["isolated"] - cost["none"] == 2 * 730 * Decimal("0.01")  # a Rekognition endpoint in two zones
    assert cost["nat"] - cost["none"] == 730 * (Decimal("0.045") + Decimal("0.005")) + Decimal("0.045") - Decimal("0.005")  # rounded each
    assert told["charge"]["subtotal"] == "18.00"  # 120 × 0.15
    assert told["aws"]["paid_by"] == "client"
    assert all(each["price"]["source"] and each["price"]["read"] for each in told["aws"]["lines"])
    assert told["aws"]["by_service"]["Amazon Rekognition"] == "12.00"


def test_as_a_table_for_eighty_columns(typed, project):
    code, out, _ = typed("estimate", "dev")
    assert code == 0
    assert "15 videos, 45.0 minutes" in out
    assert max(map(len, out.splitlines())) <= 80


def test_included_videos_are_the_default_and_metered_ones_take_their_place(base, tmp_path):
    fixed = replace(base, billing=BillingTerms(pricing=Fixed(monthly_fee=Decimal(40), included_videos=20, minutes_per_video=5)))
    assert estimate._expected(None, None, fixed).seconds == 20 * 5 * 60
    assert estimate._expected(7, "0.01", base).seconds == 7  # a begun second is a second, of each
    usage = tmp_path / "usage.json"
    usage.write_text(json.dumps([{"job": "a", "seconds": 61, "completed": "2026-10-03T00:00:00Z"}]))
    assert estimate._metered(usage, "2026-10", None, base) == MonthOfVideos(videos=1, seconds=61, gigabytes=Decimal("0.11"))


def test_what_is_kept_longer_adds_up(base):
    assert estimate._kept(6000, replace(base, retention_days=30)) == Decimal("11.00")
    assert estimate._kept(6000, replace(base, retention_days=90)) == Decimal("33.00")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody-prod",), "There is no stack nobody-prod"),
        (("dev", "--minutes", "three"), "--minutes three is no number"),
        (("dev", "--gigabytes", "1,5"), "--gigabytes 1,5 is no number"),
        (("dev", "--exchange", "0.9"), "ECB reference rate"),
        (("dev", "--prices", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_what_cannot_be_estimated_is_told_without_a_traceback(typed, project, words, said):
    code, out, err = typed("estimate", *words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_price_without_its_source_is_refused(tmp_path):
    path = tmp_path / "prices.toml"
    path.write_text('[a.b]\nusd = "1"\nper = "x"\n')
    with pytest.raises(ValueError, match="source"):
        read_prices(path)
