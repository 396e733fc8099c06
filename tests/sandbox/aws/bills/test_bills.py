"""What is said once is told by Cost Explorer, by exports and by invoices alike."""

import json
import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest
from botocore.exceptions import ClientError

from sandbox.aws.bills.lines import is_estimated
from sandbox.aws.server import start_in_thread
from tests.sandbox.aws.conftest import CLIENT_ACCOUNT, OWN, Aws

OTHER_PAYER = "333333333333"
THIS = datetime.now(UTC).date().replace(day=1)
NEXT = (THIS + timedelta(days=31)).replace(day=1)
BEFORE = (THIS - timedelta(days=1)).replace(day=1)
FINAL = (BEFORE - timedelta(days=1)).replace(day=1)
"""The month before the last one: AWS never marks it as estimated any more."""
DAYS = {"Start": FINAL.isoformat(), "End": BEFORE.isoformat()}
MONTH = f"{FINAL:%Y-%m}"
CLIENT = {"Type": "TAG", "Key": "Client"}
KIND = {"Type": "DIMENSION", "Key": "RECORD_TYPE"}


def line(amount, service="Amazon Simple Storage Service", product="AmazonS3", **more):
    return {"day": f"{MONTH}-05", "account": OWN, "service": service, "product": product, "amount": amount, **more}


LINES = [
    line("1.10", tags={"Client": "Acme$x", "CostCenter": "A"}),
    line("0.000000000123", tags={"Client": "Acme$x"}),
    line("5", service="Amazon Rekognition", product="AmazonRekognition"),
    line("-2", kind="Credit", tags={"Client": "Acme$x"}),
    line("7", account=CLIENT_ACCOUNT),
    line("29", service="AWS Support (Developer)", product="AWSSupportDeveloper", kind="Fee"),
    line("3", day=BEFORE.isoformat()),
]


@pytest.fixture(scope="module")
def said():
    running = start_in_thread()
    aws = Aws(running)
    aws.admin("POST", f"bills/{OWN}", {"lines": LINES})
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="tagged")
    s3.put_bucket_tagging(Bucket="tagged", Tagging={"TagSet": [{"Key": "Client", "Value": "x"}]})
    yield aws
    running.stop()


def ask(aws, account=OWN, **asked):
    return aws.client("ce", account).get_cost_and_usage(
        **{"TimePeriod": DAYS, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"], "GroupBy": [], **asked}
    )


def groups(answer):
    (month,) = answer["ResultsByTime"]
    return {tuple(group["Keys"]): group["Metrics"]["UnblendedCost"]["Amount"] for group in month["Groups"]}


def activate(aws):
    status = [{"TagKey": "Client", "Status": "Active"}]
    assert not aws.client("ce").update_cost_allocation_tags_status(CostAllocationTagsStatus=status)["Errors"]


def test_a_tag_is_on_the_bill_once_it_is_active(said):
    assert set(groups(ask(said, GroupBy=[CLIENT]))) == {("Client$",)}
    activate(said)
    assert groups(ask(said, GroupBy=[CLIENT, KIND])) == {
        ("Client$", "Support fee"): "29",
        ("Client$", "Usage"): "12",
        ("Client$Acme$x", "Credit"): "-2",
        ("Client$Acme$x", "Usage"): "1.100000000123",
    }


def test_without_groups_the_total_is_told_and_the_end_is_exclusive(said):
    (month,) = ask(said)["ResultsByTime"]
    assert month["Total"]["UnblendedCost"] == {"Amount": "40.100000000123", "Unit": "USD"}
    assert month["TimePeriod"] == DAYS


def test_a_member_account_sees_its_own_lines_alone(said):
    account = {"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}
    assert groups(ask(said, CLIENT_ACCOUNT, GroupBy=[account])) == {(CLIENT_ACCOUNT,): "7"}
    assert groups(ask(said, GroupBy=[account])) == {(CLIENT_ACCOUNT,): "7", (OWN,): "33.100000000123"}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"TimePeriod": {"Start": DAYS["End"], "End": DAYS["End"]}}, "should be before end"),
        ({"TimePeriod": {"Start": "2020-01-01", "End": DAYS["End"]}}, "beyond 14 months"),
        ({"TimePeriod": {"Start": DAYS["Start"], "End": "2099-11-01"}}, "beginning of next month"),
        ({"GroupBy": [CLIENT, KIND, KIND]}, "at most 2 groups"),
        ({"Metrics": ["Cost"]}, "Cost is not one of"),
        ({"NextPageToken": "x"}, "not one that was given"),
    ],
)
def test_what_cost_explorer_does_not_answer_is_refused_in_its_words(said, asked, says):
    with pytest.raises(ClientError, match=says):
        ask(said, **asked)


def test_pages_follow_one_another_and_a_token_belongs_to_its_question(said):
    many = [line("0.01", usage_type=f"type-{number:03d}") for number in range(250)]
    said.admin("POST", f"bills/{OTHER_PAYER}", {"lines": many})
    by_type = [{"Type": "DIMENSION", "Key": "USAGE_TYPE"}]
    found, token = {}, {}
    while token is not None:
        answer = ask(said, OTHER_PAYER, GroupBy=by_type, **token)
        assert len(groups(answer)) <= 100
        found |= groups(answer)
        token = {"NextPageToken": answer["NextPageToken"]} if "NextPageToken" in answer else None
        if token and len(found) == 100:
            with pytest.raises(ClientError, match="not those of the request"):
                ask(said, OTHER_PAYER, GroupBy=[CLIENT], **token)
    assert len(found) == 250


def test_a_month_is_estimated_until_the_seventh_of_the_next(said):
    assert ask(said)["ResultsByTime"][0]["Estimated"] is False
    assert ask(said, TimePeriod={"Start": THIS.isoformat(), "End": NEXT.isoformat()})["ResultsByTime"][0]["Estimated"] is True
    assert is_estimated("2026-12", datetime(2027, 1, 6, 23, 59, tzinfo=UTC))
    assert not is_estimated("2026-12", datetime(2027, 1, 7, tzinfo=UTC))


def test_an_export_is_delivered_with_its_manifest(said):
    s3, name = said.client("s3"), "costs"
    s3.create_bucket(Bucket="reports")
    allowed = {"Effect": "Allow", "Principal": {"Service": "bcm-data-exports.amazonaws.com"}, "Action": "s3:PutObject"}
    policy = {"Version": "2012-10-17", "Statement": [{**allowed, "Resource": "arn:aws:s3:::reports/*"}]}
    s3.put_bucket_policy(Bucket="reports", Policy=json.dumps(policy))
    output = {"OutputType": "CUSTOM", "Format": "PARQUET", "Compression": "PARQUET", "Overwrite": "OVERWRITE_REPORT"}
    said.client("bcm-data-exports").create_export(
        Export={
            "Name": name,
            "DataQuery": {"QueryStatement": "SELECT line_item_unblended_cost FROM COST_AND_USAGE_REPORT"},
            "DestinationConfigurations": {
                "S3Destination": {"S3Bucket": "reports", "S3Prefix": "p", "S3Region": "us-east-1", "S3OutputConfigurations": output}
            },
            "RefreshCadence": {"Frequency": "SYNCHRONOUS"},
        }
    )
    (file,) = said.admin("POST", f"bills/{OWN}/deliver", {"month": MONTH})["delivered"]
    manifest = json.load(s3.get_object(Bucket="reports", Key=f"p/costs/metadata/BILLING_PERIOD={MONTH}/costs-Manifest.json")["Body"])
    assert manifest["dataFiles"] == [file] == [f"s3://reports/p/costs/data/BILLING_PERIOD={MONTH}/costs-00001.snappy.parquet"]
    body = s3.get_object(Bucket="reports", Key=file.removeprefix("s3://reports/"))["Body"].read()
    rows = in_parquet(body)
    assert sum(Decimal(repr(row["line_item_unblended_cost"])) for row in rows) == Decimal("40.100000000123")
    assert rows[0]["resource_tags"] == {"user_client": "Acme$x", "user_cost_center": "A"}


def in_parquet(body):
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file, duckdb.connect() as memory:
        file.write(body)
        file.flush()
        result = memory.execute(f"SELECT * FROM '{file.name}'")
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_aws_issues_its_invoice_once_the_month_is_final(said):
    invoicing = said.client("invoicing")
    month = {
        "Selector": {"ResourceType": "ACCOUNT_ID", "Value": OWN},
        "Filter": {"BillingPeriod": {"Month": FINAL.month, "Year": FINAL.year}},
    }
    (summary,) = invoicing.list_invoice_summaries(**month)["InvoiceSummaries"]
    assert summary["BaseCurrencyAmount"] == {"TotalAmount": "40.10", "CurrencyCode": "USD"}
    said.admin("POST", f"bills/{OWN}/issued", {"month": MONTH, "amount": "41.20"})
    (summary,) = invoicing.list_invoice_summaries(**month)["InvoiceSummaries"]
    assert summary["BaseCurrencyAmount"]["TotalAmount"] == "41.20"
    running = {**month, "Filter": {"BillingPeriod": {"Month": THIS.month, "Year": THIS.year}}}
    assert invoicing.list_invoice_summaries(**running)["InvoiceSummaries"] == []


@pytest.mark.parametrize("wrong", [{"amount": 1.5}, {"amount": "x"}, {"kind": "Gift"}, {"day": "5 October"}, {"price": "1"}])
def test_a_line_that_cannot_be_read_is_refused(said, wrong):
    answer = said.admin("POST", f"bills/{OWN}", {"lines": [line("1") | wrong]})
    assert answer["error"] == "ValidationError"
