"""Each environment gets its client's statements and final documents, through its own role, and nothing of anybody else."""

import hashlib
import json

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from billing.delivery.environment_bucket import CannotPush, EnvironmentBuckets, keys_of
from billing.ledger.register import RegisteredStack, register_item
from model.outputs import BILLING_PREFIX
from model.placement import Placement
from tests.billing.runs.office import CLIENTS, PER_MINUTE, outputs

SECRET = "3f9a-of-acme"
BUCKET = "acme-prod-results-1a2b"
STATEMENT = {"statements/2026-10/acme.json": b"{}", "statements/2026-10/acme.html": b"<p>"}
INVOICE = {f"documents/2026/INV-2026-000001.{form}": form.encode() for form in ("json", "html", "pdf")}


def stack(name="acme-prod", bucket=BUCKET):
    entry = {**outputs("Acme", Placement.CLIENT, CLIENTS, PER_MINUTE).as_exports(), "results_bucket": bucket, "home_region": "eu-central-1"}
    item = register_item(name, json.dumps(entry), "2026-01-01")
    return RegisteredStack.of({key: next(iter(value.values())) for key, value in item.items()})


@pytest.fixture
def session(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield boto3.Session(region_name="us-east-1")


@pytest.fixture
def acme(session):
    """Acme's bucket, in Acme's account, as its owner sees it."""
    role = session.client("sts").assume_role(RoleArn=f"arn:aws:iam::{CLIENTS}:role/owner", RoleSessionName="owner")["Credentials"]
    keys = {"aws_access_key_id": role["AccessKeyId"], "aws_secret_access_key": role["SecretAccessKey"]}
    s3 = boto3.Session(**keys, aws_session_token=role["SessionToken"], region_name="eu-central-1").client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return s3


def push(session, files, to=None):
    EnvironmentBuckets(session, {"acme-prod": SECRET}).push(to or stack(), files)


def versions(s3):
    found = s3.list_object_versions(Bucket=BUCKET).get("Versions", [])
    return sorted(each["Key"] for each in found)


def test_a_statement_lies_under_its_month_and_as_the_current_one(session, acme):
    push(session, STATEMENT)
    assert versions(acme) == [
        f"billing/{each}" for each in ("statement.html", "statement.json", "statements/2026-10.html", "statements/2026-10.json")
    ]
    found = acme.get_object(Bucket=BUCKET, Key="billing/statement.html")
    assert (found["Body"].read(), found["ContentType"]) == (b"<p>", "text/html; charset=utf-8")
    assert found["Metadata"] == {"sha256": hashlib.sha256(b"<p>").hexdigest()}


def test_the_next_month_takes_the_current_place_and_leaves_the_last_statement_of_the_month(session, acme):
    push(session, STATEMENT)
    push(session, {"statements/2026-11/acme.json": b"november"})
    read = {name: acme.get_object(Bucket=BUCKET, Key=f"billing/{name}.json")["Body"].read() for name in ("statement", "statements/2026-10")}
    assert read == {"statement": b"november", "statements/2026-10": b"{}"}


def test_a_final_document_is_put_once_and_never_written_over(session, acme):
    push(session, INVOICE)
    push(session, INVOICE | {"documents/2026/INV-2026-000001.pdf": b"another"})
    assert versions(acme) == [f"billing/documents/INV-2026-000001.{form}" for form in ("html", "json", "pdf")]
    found = acme.get_object(Bucket=BUCKET, Key="billing/documents/INV-2026-000001.pdf")
    assert (found["Body"].read(), found["ContentType"]) == (b"pdf", "application/pdf")


def test_what_was_left_when_it_broke_off_comes_with_the_next_run(session, acme):
    push(session, {"documents/2026/INV-2026-000001.json": b"json"})
    push(session, INVOICE)
    assert len(versions(acme)) == 3


@pytest.mark.parametrize(
    "name",
    [
        "statements/2026-10/globex.json",
        "statements/2026-10/acme.pdf",
        "reports/2026-10/operator.json",
        "reports/2026-10/acme-costs.html",
        "drafts/2026-10/acme.json",
        "certificates/2026-10/111111111111.json",
        "settings/billing.json",
        "documents/2026/../INV-2026-000001.pdf",
    ],
)
def test_what_is_not_for_this_client_has_no_place_in_its_bucket(name):
    with pytest.raises(ValueError, match="does not leave the report bucket"):
        list(keys_of(name, "acme"))


def test_one_file_that_is_not_for_this_client_keeps_the_others_back_too():
    session = Refusing(AssertionError("nothing is asked for"))
    with pytest.raises(ValueError, match="globex"):
        push(session, STATEMENT | {"statements/2026-10/globex.json": b"secret"})
    assert session.asked == []


def test_everything_lies_where_the_role_reaches():
    keys = [key for name in (*STATEMENT, *INVOICE) for key in keys_of(name, "acme")]
    assert len(set(keys)) == 7
    assert all(key.startswith(BILLING_PREFIX) for key in keys)


class Refusing:
    """A session whose role is refused, or whose bucket is out of reach."""

    def __init__(self, error):
        self.error, self.asked = error, []

    def client(self, service, region_name):
        return self

    def assume_role(self, **identity):
        self.asked.append(identity)
        raise self.error


def refused(code, operation):
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


def test_a_role_that_refuses_is_named_with_its_remedy_and_without_the_external_id():
    session = Refusing(refused("AccessDenied", "AssumeRole"))
    with pytest.raises(CannotPush, match=r"acme-prod: AssumeRole .* was refused \(AccessDenied\)") as told:
        push(session, STATEMENT)
    assert session.asked[0]["ExternalId"] == SECRET
    assert "clientenv-billing:externalIds.acme-prod" in str(told.value)
    assert SECRET not in str(told.value)


def test_a_bucket_that_refuses_or_is_gone_is_named_with_what_to_do(session, acme):
    with pytest.raises(CannotPush, match=r"acme-prod: PutObject .*\(NoSuchBucket\).*no bucket gone.*pulumi up -s acme-prod"):
        push(session, STATEMENT, to=stack(bucket="gone"))
    with pytest.raises(CannotPush, match=r"acme-prod: .*cannot be reached"):
        push(Refusing(EndpointConnectionError(endpoint_url="https://s3")), STATEMENT)


@pytest.mark.parametrize("files", [STATEMENT, INVOICE])
def test_a_refusal_is_never_taken_for_a_document_that_is_there(session, acme, files, monkeypatch):
    def denied(self, operation, request):
        raise refused("AccessDenied", operation) if operation == "PutObject" else AssertionError(operation)

    buckets = EnvironmentBuckets(session, {})
    monkeypatch.setattr("billing.sources.reader_role.ReaderRole.session", lambda *_: boto3.Session(region_name="eu-central-1"))
    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", denied)
    with pytest.raises(CannotPush, match=r"PutObject .*\(AccessDenied\).*under billing/ of acme-prod-results-1a2b"):
        buckets.push(stack(), files)
