"""Cost report and operator report."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from billing.documents.cost_report_sheet import cost_report_sheet
from billing.documents.html import html
from billing.documents.operator_report_sheet import operator_report_sheet
from billing.documents.reports import usage_by_day
from billing.domain.costs import Costs, Kind
from billing.domain.rating_inputs import ExchangeRate
from billing.domain.usage import MonthUsage, UsageRecord
from model.placement import Placement
from tests.billing.documents.page import page
from tests.billing.documents.shown import OCTOBER, USAGE, cost_report, operator_report, row

RATE = ExchangeRate(bill_currency="USD", currency="EUR", rate=Decimal("0.9"), source="ECB", day=date(2026, 10, 30))


def shown(report):
    return page(html(cost_report_sheet(report)))


def chart(report, title):
    return next(each for each in shown(report).all("section", class_="block chart") if each.one("h2").text == title)


def table(root, caption):
    found = next(each for each in root.all("table") if each.one("caption").text == caption)
    return [[cell.text for cell in each.children if not isinstance(cell, str)] for each in found.all("tr")][1:]


def operator(report):
    return page(html(operator_report_sheet(report)))


def test_the_bars_of_services_are_the_costs_by_service():
    drawn = chart(cost_report(), "AWS cost by service")
    bars = [(Decimal(each.attributes["data-value"]), Decimal(each.attributes["width"][:-1])) for each in drawn.all("rect")]
    assert [value for value, _ in bars] == [Decimal(10), Decimal(-3), Decimal("2.5")]
    assert all(width == pytest.approx(abs(value) / 13 * 100, abs=Decimal("0.01")) for value, width in bars)
    assert table(drawn, "AWS cost by service") == [
        ["Amazon Rekognition", "10.00"],
        ["Amazon Simple Storage Service", "-3.00"],
        ["AWS Lambda", "2.50"],
        ["Total", "9.50"],
    ]


def test_many_services_are_drawn_as_nine_and_the_rest_and_are_all_in_the_table():
    services = {f"Service {place:02d}": Decimal(place) for place in range(1, 31)}
    report = cost_report(costs=Costs(by_kind={Kind.USAGE: Decimal(465)}, by_service=services))
    drawn = chart(report, "AWS cost by service")
    values = [Decimal(each.attributes["data-value"]) for each in drawn.all("rect")]
    assert values == [*range(30, 21, -1), sum(range(1, 22))]
    assert len(table(drawn, "AWS cost by service")) == 31


def test_the_bars_of_days_are_the_minutes_of_each_day():
    drawn = chart(cost_report(), "Minutes by day")
    values = [Decimal(each.attributes["data-value"]) for each in drawn.all("rect")]
    assert values == [Decimal("1.5"), *[Decimal(0)] * 29, Decimal(10)]
    heights = [Decimal(each.attributes["height"]) for each in drawn.all("rect")]
    assert heights[0] / heights[-1] == pytest.approx(Decimal("0.15"), abs=Decimal("0.001"))
    days = table(drawn, "Usage by day")
    assert days[0] == ["Oct 1, 2026", "2", "1.5000"]
    assert days[-1] == ["Total", "3", "11.5000"]
    assert len(days) == 32


def test_costs_are_shown_by_kind_with_both_shares_and_one_total():
    report = cost_report(metered_share=Decimal("1.25"), shared=Decimal("0.25"))
    assert table(shown(report), "AWS cost by kind") == [
        ["Usage", "12.50"],
        ["Credits", "-3.00"],
        ["Share of cost that carries no tag, by metered seconds", "1.25"],
        ["Share of shared cost", "0.25"],
        ["Total", "11.00"],
    ]
    assert "USD 11.00" in shown(report).one("dl", class_="block figures").text


@pytest.mark.parametrize("placement", Placement)
def test_cost_in_the_clients_own_account_is_said_to_be_shown_and_not_charged(placement):
    said = (
        "AWS charges this cost to your own account. It is shown here and not charged again." in shown(cost_report(placement=placement)).text
    )
    assert said == (placement is Placement.CLIENT)


def test_an_estimated_month_is_marked():
    assert shown(cost_report(estimated=True)).one("span", class_="mark").text == "Estimated"
    assert list(shown(cost_report()).all("span", class_="mark")) == []


def test_a_month_without_cost_and_usage_says_so():
    text = shown(cost_report(costs=Costs(), usage={})).text
    assert "AWS charged nothing in this month." in text
    assert "No video was analysed in this month." in text


def test_usage_is_counted_by_utc_day_and_once():
    east = timezone(timedelta(hours=9))
    records = [
        UsageRecord(job="a", seconds=30, completed=datetime(2026, 10, 2, 8, tzinfo=east)),
        UsageRecord(job="a", seconds=30, completed=datetime(2026, 10, 2, 8, tzinfo=east)),
        UsageRecord(job="b", seconds=60, completed=datetime(2026, 10, 1, 1, tzinfo=UTC)),
        UsageRecord(job="c", seconds=60, completed=datetime(2026, 11, 1, tzinfo=UTC)),
        UsageRecord(job="d", seconds=600, completed=datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)),
    ]
    assert usage_by_day(records, OCTOBER) == {
        date(2026, 10, 1): MonthUsage(videos=2, seconds=90),
        date(2026, 10, 31): USAGE[date(2026, 10, 31)],
    }


def test_a_margin_is_revenue_less_the_cost_that_we_pay():
    assert row().margin == Decimal(60)
    assert row().margin_percent == Decimal(60)
    assert row(placement=Placement.CLIENT).margin == Decimal(100)
    assert row(revenue="0").margin_percent is None


def test_currencies_are_never_added():
    euro = row(currency="EUR", exchange=RATE)
    assert euro.margin == Decimal(64)
    assert replace(euro, exchange=None).margin is None
    report = operator_report(row(), euro, row(client="Third", currency="KWD"), not_carried={"USD": Decimal(7)})
    assert [(each.currency, each.revenue, each.aws_cost, each.margin) for each in report.totals] == [
        ("EUR", 100, 0, 64),
        ("KWD", 100, 0, None),
        ("USD", 100, 127, 53),
    ]


def test_a_rate_between_other_currencies_is_not_used():
    assert row(currency="KWD", exchange=RATE).margin is None


def test_each_client_stands_beside_stack_account_and_version():
    report = operator_report(
        row(document="INV-2026-000017"), row(client="Own", placement=Placement.CLIENT), not_carried={"USD": Decimal("7.005")}
    )
    assert table(operator(report), "Clients") == [
        ["AcmeINV-2026-000017", "USD 100.00", "USD 40.00", "USD 60.00", "60%", "acme-prod222222222222, 1.4.0"],
        ["OwnDraft", "USD 100.00", "USD 40.00AWS bills the client", "USD 100.00", "100%", "acme-prod222222222222, 1.4.0"],
        ["Carried by no client", "", "USD 7.01", "USD -7.01", "", ""],
    ]
    assert table(operator(report), "Totals by currency") == [["USD", "200.00", "47.01", "153.00", "76.5%"]]


def test_the_rates_that_a_margin_rests_on_are_printed():
    assert "1 USD = 0.9 EUR (ECB, Oct 30, 2026)." in operator(operator_report(row(currency="EUR", exchange=RATE))).text


def test_a_client_without_environment_is_still_listed():
    assert table(operator(operator_report(row(environments=()))), "Clients")[0][-1] == "–"
