import pytest
import sqlglot

from billing.domain.month import Month
from billing.sources.exports.athena import source_of, translated
from billing.sources.exports.engine import engine
from billing.sources.exports.problems import ExportError
from billing.sources.exports.query import By, question

OCTOBER = Month(2026, 10)
CUR = {
    "bill_billing_period_start_date": "timestamp",
    "bill_invoice_id": "string",
    "line_item_currency_code": "string",
    "line_item_line_item_type": "string",
    "line_item_product_code": "string",
    "line_item_unblended_cost": "double",
    "line_item_usage_account_id": "string",
    "resource_tags": "map<string,string>",
}


def athena_sql(table, columns, month, by=By.TAG):
    return translated(question(source_of("the table", table, columns, by), month, by))


def test_the_same_question_is_asked_of_athena_in_its_own_words():
    sql = athena_sql('"billing"."exports"', CUR, OCTOBER)
    tree = sqlglot.parse_one(sql, read="athena")
    assert [each.alias_or_name for each in tree.selects][:6] == ["currency", "owner", "word", "class", "commitment", "service"]
    assert "ELEMENT_AT(\"resource_tags\", 'user_client')" in sql
    assert "TIMESTAMP '2026-10-01 00:00:00'" in sql or "CAST('2026-10-01 00:00:00' AS TIMESTAMP)" in sql
    assert "REGEXP_LIKE" in sql
    assert "REGEXP_MATCHES" not in sql
    assert '"billing"."exports"' in sql


def test_athena_is_asked_by_account_too_and_of_focus():
    columns = {"BillingPeriodStart": "timestamp", "BilledCost": "double", "BillingCurrency": "string", "ChargeCategory": "string"}
    sql = athena_sql("focus", {each.lower(): type for each, type in columns.items()} | {"subaccountid": "string"}, OCTOBER, By.ACCOUNT)
    assert '"subaccountid" AS owner' in sql


def test_athena_table_without_a_column_is_refused():
    with pytest.raises(ExportError, match="no column line_item_currency_code"):
        athena_sql("t", {name: type for name, type in CUR.items() if name != "line_item_currency_code"}, OCTOBER)


def test_a_question_that_takes_long_draws_no_progress_into_the_answer():
    with engine() as local:
        assert local.first("SELECT current_setting('enable_progress_bar')") == (False,)
