"""A month of billing in the sandbox, by the clock and by the commands. Last of the journey, because it moves the clock."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.demo.billing import MonthOfBilling, first_after
from sandbox.demo.bills import LATE, LINES
from sandbox.demo.video import VIDEO
from tests.journey.conftest import SILENT

ROOT = Path(__file__).parents[2]


def cents(exact: Fraction) -> str:
    return str((Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.fixture(scope="module")
def month(billing, environments):
    """AWS has charged, a month has passed, everything is final and corrected."""
    for environment in environments.values():
        if not environment.usage():
            environment.upload("billed.mp4", VIDEO.read_bytes())
            environment.until(environment.usage)
    made = MonthOfBilling(billing.sandbox, billing.state, SILENT)
    made.begin()
    made.wait_until(first_after(made.month))
    made.drafted_by_the_clock()
    made.names = made.finish()
    return made


@pytest.fixture(scope="module")
def documents(month):
    return {each["number"]: each for each in json.loads(month.clientenv("bill", "show", f"{month.month:%Y-%m}", "--json"))}


def amounts(document):
    return {line["code"]: line["amount"] for line in document["lines"]}


def seconds(environment):
    return sum(int(row["seconds"]["N"]) for row in environment.usage())


def test_a_hosted_client_pays_its_tagged_cost_its_share_of_rekognition_and_the_fee(documents, globex, dev):
    tagged = Fraction("2.8523456790")  # 1.9200000001 + 0.35 + 0.0823456789 + 1 − 0.50
    share = Fraction("0.0433333333") * seconds(globex) / (seconds(globex) + seconds(dev))
    (invoice,) = [each for each in documents.values() if each["client"] == "globex" and each["kind"] == "invoice"]
    assert amounts(invoice) == {
        "aws-cost": "2.85",
        "aws-cost-metered": cents(share),
        "management-fee": cents((tagged + share) / 4),
        "development-fee": "500.00",
    }


def test_a_client_who_pays_aws_itself_pays_for_its_minutes_alone(documents, acme):
    (invoice,) = [each for each in documents.values() if each["client"] == "acme"]
    assert amounts(invoice) == {"video-minutes": cents(Fraction(seconds(acme)) * Fraction("0.15") / 60)}


def test_what_aws_charges_that_client_itself_is_shown_and_not_charged(month, documents):
    report = json.loads((month.folder / f"reports/{month.month:%Y-%m}/acme-costs.json").read_text())
    assert Decimal(report["total"]) == Decimal("15.7716666667")  # 1.15 + 14.60 + 0.0216666667
    (invoice,) = [each for each in documents.values() if each["client"] == "acme"]
    assert "AWS charged you 15.77 USD directly. It is shown here and not charged again." in invoice["notes"]


def test_the_late_refund_is_given_back_with_its_fee(documents):
    note = documents[f"CN-{next(iter(documents.values()))['issued'][:4]}-000001"]
    assert amounts(note) == {"aws-cost": LATE["amount"], "management-fee": "-0.23"}  # 25 % of 0.92
    assert (note["total"], note["corrects"]) == ("-1.15", next(number for number, each in documents.items() if each["client"] == "globex"))


def test_the_closed_book_comes_to_the_bill_to_the_last_digit(month):
    said = sum(Decimal(line["amount"]) for line in (*LINES, LATE))
    book = json.loads((month.folder / f"certificates/{month.month:%Y-%m}/111111111111.json").read_text())["book"]
    assert Decimal(book["total"]) == said == sum(map(Decimal, [*book["clients"].values(), book["unallocated"], book["rounding"]]))
    assert Decimal(book["clients"]["Globex"]) == Decimal("1.9323456790")  # the refund included


def test_every_document_is_there_as_data_as_a_page_and_for_the_printer(month, documents):
    for number in documents:
        year = number.split("-")[1]
        assert {f"documents/{year}/{number}.{kind}" for kind in ("json", "html", "pdf")} <= set(month.names)


def test_what_is_final_is_locked_and_nothing_else(month, billing):
    s3, names = billing.aws("s3"), [*month.names, "settings/billing.json"]
    locked = [name for name in names if "ObjectLockMode" in s3.head_object(Bucket=billing.told.report_bucket, Key=name)]
    assert {name.partition("/")[0] for name in locked} == {"documents", "certificates"}
    assert locked == [name for name in names if name.startswith(("documents/", "certificates/"))]


def test_final_documents_lie_in_the_clients_own_bucket_too(documents, acme):
    (number,) = [number for number, each in documents.items() if each["client"] == "acme"]
    keys = [each["Key"] for each in acme.aws("s3").list_objects_v2(Bucket=acme.outputs["results_bucket"], Prefix="billing/")["Contents"]]
    assert f"billing/documents/{number}.pdf" in keys


def test_a_second_run_of_everything_changes_nothing(month, documents):
    text = f"{month.month:%Y-%m}"
    drafts = json.loads(month.clientenv("bill", "draft", text, "--json"))
    from_export = json.loads(month.clientenv("bill", "draft", text, "--export", month.folder.parent / "export", "--json"))
    assert {each["client"]: amounts(each) for each in from_export} == {each["client"]: amounts(each) for each in drafts} != {}
    for words in (("finalise", text, "--yes"), ("reconcile", text, "--yes")):
        month.clientenv("bill", *words)
    again = {each["number"]: each for each in json.loads(month.clientenv("bill", "show", text, "--json"))}
    assert again == documents


def test_the_sandboxs_bills_are_made_without_billing():
    """What is expected here must not come from the code that it is held against."""
    for path in [*(ROOT / "sandbox/aws/bills").glob("*.py"), ROOT / "sandbox/demo/bills.py"]:
        assert not re.search(r"^\s*(from|import) billing", path.read_text(), re.MULTILINE), path
