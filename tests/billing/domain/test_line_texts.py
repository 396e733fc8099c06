"""What the client reads on each line: description, quantity, unit and price, beside the amount that `test_rating.py` looks at."""

from decimal import Decimal

from model.placement import Placement
from tests.billing.domain.paper import rated, usd


def texts(month):
    return [(line.description, f"{line.quantity:f}", line.unit, f"{line.unit_price:f}") for line in month.lines]


def test_lines_of_cost_plus_terms():
    terms = {"model": "costPlus", "managementFeePercent": "22.5", "developmentFee": "9", "reimburseAwsCost": True, "currency": "USD"}
    month = rated(terms, placement=Placement.CLIENT, costs=usd(usage="10.5"), metered_share=Decimal("0.25"), shared=Decimal("1.125"))
    assert texts(month) == [
        ("AWS cost", "10.5", "USD", "1"),
        ("AWS cost by metered seconds (Rekognition Video)", "0.25", "USD", "1"),
        ("Management fee on AWS cost", "10.75", "USD", "0.225"),
        ("Share of shared AWS cost", "1.125", "USD", "1"),
        ("AWS cost that you paid to AWS yourself", "-10.5", "USD", "1"),
        ("Development fee, once", "1", "piece", "9"),
    ]


def test_lines_of_a_fixed_fee():
    terms = {"model": "fixed", "monthlyFee": "40", "includedVideos": 2, "minutesPerVideo": 3}
    by_video = rated({**terms, "pricePerExtraVideo": "1.5"}, videos=5, seconds=10, begins="2026-10-22")
    assert texts(by_video) == [
        ("Monthly fee, 10 of 31 days", "10", "1/31 month", "40"),
        ("Videos beyond the 2 included", "3", "video", "1.5"),
    ]
    by_minute = rated({**terms, "pricePerExtraMinute": "0.2"}, videos=1, seconds=400)
    assert texts(by_minute) == [("Monthly fee", "1", "month", "40"), ("Minutes beyond the 6 included", "0.6667", "minute", "0.2")]


def test_neither_the_last_included_video_nor_the_last_included_second_costs_extra():
    terms = {"model": "fixed", "monthlyFee": "40", "includedVideos": 2, "minutesPerVideo": 3}
    assert len(rated({**terms, "pricePerExtraVideo": "1.5"}, videos=2, seconds=9999).lines) == 1
    assert len(rated({**terms, "pricePerExtraMinute": "60"}, videos=9, seconds=360).lines) == 1
    assert str(rated({**terms, "pricePerExtraMinute": "60"}, videos=9, seconds=361).total) == "41.00"
    assert str(rated({**terms, "pricePerExtraVideo": "1.5"}, videos=3).total) == "41.50"


def test_lines_of_a_price_per_minute_with_bounds_and_credit():
    terms = {"model": "perMinute", "pricePerMinute": "0.15", "credit": "2"}
    assert texts(rated({**terms, "minimum": "25"}, videos=1, seconds=90)) == [
        ("Video analysed", "1.5000", "minute", "0.15"),
        ("Up to the agreed minimum", "1", "piece", "24.77"),  # 0.225 is rounded to 0.23
        ("Credit", "1", "piece", "-2.00"),
    ]
    assert texts(rated({**terms, "maximum": "1"}, videos=1, seconds=600, begins="2026-10-17")) == [
        ("Video analysed", "10.0000", "minute", "0.15"),
        ("Down to the agreed maximum, 15 of 31 days", "1", "piece", "-1.02"),  # 1.50 down to 1 × 15 ÷ 31 = 0.48
        ("Credit, 15 of 31 days", "1", "piece", "-0.48"),
    ]


def test_one_off_lines_say_what_was_agreed():
    terms = {"model": "perMinute", "pricePerMinute": "0.15", "oneOff": [{"id": "a", "text": "Training in May", "amount": "12.5"}]}
    assert texts(rated(terms))[1:] == [("Training in May", "1", "piece", "12.5")]


def test_a_month_that_is_reached_exactly_needs_no_step():
    exactly = {"model": "perMinute", "pricePerMinute": "1", "minimum": "10", "maximum": "10"}
    assert [line.code for line in rated(exactly, videos=1, seconds=600).lines] == ["video-minutes"]
    assert [line.code for line in rated(exactly, videos=1, seconds=599).lines] == ["video-minutes", "minimum"]
    assert [line.code for line in rated(exactly, videos=1, seconds=601).lines] == ["video-minutes", "maximum"]


def test_what_an_invoice_says_besides_its_lines():
    terms = {"model": "perMinute", "pricePerMinute": "0.15"}
    rule = "Each line is computed exactly and rounded once, half away from zero; tax is computed once, on the sum of the lines."
    assert rated(terms).notes == (rule,)
    one = "Metered: 1 video, 1.5000 minutes. A video is one successful analysis."
    assert rated(terms, videos=1, seconds=90).notes == (one, rule)
    shown = "AWS charged you 12.35 USD directly. It is shown here and not charged again."
    two = "Metered: 2 videos, 1.0000 minutes. A video is one successful analysis."
    in_their_account = rated(terms, placement=Placement.CLIENT, costs=usd(usage="12.345"), videos=2, seconds=60)
    assert in_their_account.notes == (shown, two, rule)
