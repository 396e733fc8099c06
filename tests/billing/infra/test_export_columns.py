from billing.infra.export_columns import COLUMNS, query, settings
from billing.sources.exports.athena import source_of
from billing.sources.exports.query import By
from sandbox.aws.data_exports.rules import QUERY


def test_billing_finds_all_that_it_asks_an_export_for():
    for by in By:
        source_of("billing.costs", '"billing"."costs"', COLUMNS, by)


def test_the_query_is_one_that_aws_takes():
    found = QUERY.fullmatch(query())
    assert (found["table"], found["columns"].split(", ")) == ("COST_AND_USAGE_REPORT", list(COLUMNS))


def test_columns_stand_in_the_order_of_the_alphabet():
    assert list(COLUMNS) == sorted(COLUMNS)


def test_the_billing_view_is_named_because_aws_tells_it():
    assert settings("111111111111")["BILLING_VIEW_ARN"] == "arn:aws:billing::111111111111:billingview/primary"
