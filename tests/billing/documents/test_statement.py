"""The daily statement."""

from datetime import date
from decimal import Decimal

from billing.documents.html import html
from billing.documents.statement import statement_record, statement_sheet
from billing.domain.canonical import canonical
from billing.domain.usage import MonthUsage
from tests.billing.documents.page import page
from tests.billing.documents.shown import AWS_COST, FEE, MINUTES, statement


def shown(said):
    return page(html(statement_sheet(said)))


def test_the_record_says_usage_and_the_amount_so_far():
    record = statement_record(statement())
    assert record["usage"] == {"videos": 3, "seconds": 690, "minutes": "11.5000"}
    assert record["usage_by_day"] == {
        "2026-10-01": {"videos": 2, "seconds": 90, "minutes": "1.5000"},
        "2026-10-31": {"videos": 1, "seconds": 600, "minutes": "10.0000"},
    }
    assert (record["month"], record["as_of"], record["currency"], record["total"]) == ("2026-10", "2026-10-31", "USD", "185.19")
    assert record["final"] is False


def test_the_record_can_be_written_canonically():
    assert canonical(statement_record(statement(AWS_COST, costs_known_until=date(2026, 10, 30)))).startswith(b'{"as_of":"2026-10-31"')


def test_days_of_other_months_are_left_out():
    record = statement_record(statement(usage={date(2026, 11, 1): MonthUsage(videos=1, seconds=60)}))
    assert record["usage_by_day"] == {}
    assert record["usage"]["videos"] == 0


def test_amounts_that_rest_on_estimated_aws_cost_are_marked():
    said = statement(AWS_COST, FEE, MINUTES)
    assert [each["estimated"] for each in statement_record(said)["lines"]] == [True, True, False]
    rows = next(shown(said).all("tbody")).all("th")
    assert [each.text for each in rows] == ["AWS cost (estimate)", "Management fee on AWS cost (estimate)", "Video analysed"]


def test_without_aws_cost_nothing_is_an_estimate():
    assert statement_record(statement())["estimated"] is False
    assert "estimate" not in shown(statement()).one("main").text


def test_costs_that_aws_has_closed_are_no_estimates():
    assert statement_record(statement(AWS_COST, estimated=False))["estimated"] is False


def test_the_page_says_that_the_month_goes_on():
    said = shown(statement(costs_known_until=date(2026, 10, 30)))
    assert said.one("span", class_="mark").text == "The month so far"
    assert "This is no invoice; the month goes on." in said.text
    assert "AWS cost untilOct 30, 2026" in said.one("dl", class_="facts").text.replace("\n", "")
    assert "USD 185.19" in said.one("dl", class_="block figures").text


def test_the_page_and_the_record_say_the_same_amounts():
    said = statement(AWS_COST, FEE, MINUTES)
    record = statement_record(said)
    shown_amounts = [list(each.all("td"))[-1].text for each in next(shown(said).all("tbody")).all("tr")]
    assert shown_amounts == [each["amount"] for each in record["lines"]]
    assert Decimal(record["total"]) == sum(Decimal(each) for each in shown_amounts)
