"""The environment's table and billing's ledger, as AWS has them."""

import json
from functools import cache

import boto3
import pytest
from botocore.exceptions import ClientError

from automation.aws.usage_copied import LedgerCopies, UsageTable
from automation.exits import Exit, Stop
from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.sources.usage_tables import UsageSource
from model.placement import Placement
from sandbox.aws.server import start_in_thread
from tests.billing.runs.office import PER_MINUTE, Office, outputs

YOURS, CLIENT, REGION = "111111111111", "222222222222", "eu-west-1"
EXTERNAL_ID = "6f1d0b7c55d64a0c9e3a1b2c4d5e6f70"
TABLE, ROLE = "acme-prod-usage", "acme-prod-billing-reader"
NOVEMBER = Month(2026, 11)


@pytest.fixture(scope="module")
def session():
    """Account -> a session there."""
    running = start_in_thread()

    class AtTheSandbox(boto3.Session):
        @cache  # noqa: B019 - as long as the tests
        def client(self, service, **named):
            return super().client(service, endpoint_url=running.endpoint, **named)

    @cache
    def inside(account):
        keys = running.aws.accounts.credentials(account)
        return AtTheSandbox(keys["AccessKeyId"], keys["SecretAccessKey"], region_name=REGION)

    yield inside
    running.stop()


@pytest.fixture(scope="module")
def client_account(session):
    """A usage table and the role that billing reads it by."""
    dynamodb, iam = session(CLIENT).client("dynamodb", region_name=REGION), session(CLIENT).client("iam", region_name="us-east-1")
    dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "job", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "job", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    asks = {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
    principal = {"AWS": f"arn:aws:iam::{YOURS}:root"}
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": asks}
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    return dynamodb


@pytest.fixture
def rows(client_account):
    """Puts rows as the meter does; they are gone after the test."""
    put = []

    def write(job, seconds="60", month="2026-11", completed="2026-11-05T00:00:00+00:00"):
        put.append(job)
        item = {"job": {"S": job}, "month": {"S": month}, "completed_at": {"S": completed}, "seconds": {"N": seconds}}
        client_account.put_item(TableName=TABLE, Item=item)

    yield write
    for job in put:
        client_account.delete_item(TableName=TABLE, Key={"job": {"S": job}})


def usage_table(session, *, role=ROLE, external_id=EXTERNAL_ID, table=TABLE, inside=YOURS):
    source = UsageSource(
        stack="acme-prod",
        table_arn=f"arn:aws:dynamodb:{REGION}:{CLIENT}:table/{table}",
        reader_role_arn=role and f"arn:aws:iam::{CLIENT}:role/{role}",
    )
    return UsageTable(source=source, own=session(YOURS), inside=session(inside), external_id=lambda: external_id)


@pytest.fixture(autouse=True)
def at_the_sandbox(session, monkeypatch):
    """Sessions of roles talk to it too."""
    endpoint = session(YOURS).client("sts", region_name=REGION).meta.endpoint_url
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)


def test_every_row_is_read_through_billing_s_own_role(session, rows):
    for number in range(3):
        rows(f"job-{number}", str(number + 1))
    read = usage_table(session).records()
    assert sorted((each.job, each.seconds, Month.of(each.completed)) for each in read) == [
        ("job-0", 1, NOVEMBER),
        ("job-1", 2, NOVEMBER),
        ("job-2", 3, NOVEMBER),
    ]


def test_where_that_role_is_gone_the_stack_s_own_way_in_reads(session, rows):
    rows("job")
    assert [each.job for each in usage_table(session, role=None, inside=CLIENT).records()] == ["job"]
    assert [each.job for each in usage_table(session, role="gone", inside=CLIENT).records()] == ["job"]


def test_a_table_that_is_gone_has_nothing_to_lose(session, client_account):
    assert usage_table(session, table="acme-prod-gone").records() == []


def test_a_row_that_is_not_as_the_meter_writes_it_destroys_nothing(session, rows):
    rows("job", "1.5")
    with pytest.raises(Stop, match="not as the meter writes it") as stop:
        usage_table(session).records()
    assert stop.value.code is Exit.REFUSED


def test_what_cannot_be_read_destroys_nothing(session, rows):
    table = usage_table(session)
    nobody = boto3.Session("AKIAAAAAAAAAAAAAAAAA", "wrong", region_name=REGION)
    with pytest.raises(Stop, match="nothing is destroyed") as stop:
        UsageTable(source=table.source, own=nobody, inside=nobody, external_id=lambda: EXTERNAL_ID).records()
    assert stop.value.code is Exit.REFUSED


# The ledger.


def record(job, seconds=60):
    return UsageRecord(job=job, seconds=seconds, completed=NOVEMBER_5)


NOVEMBER_5 = Office().at.replace(day=5)


@pytest.fixture
def office():
    office = Office()
    office.register("acme-prod", outputs("Acme", Placement.CLIENT, CLIENT, PER_MINUTE), left="2026-11-05")
    return office


def test_the_ledger_knows_registered_stacks_alone(office):
    assert LedgerCopies(stack="acme-prod", run=office.run()).knows()
    assert not LedgerCopies(stack="globex-prod", run=office.run()).knows()


def test_what_is_copied_is_what_the_daily_run_would_have_copied(office):
    copies = LedgerCopies(stack="acme-prod", run=office.run())
    assert copies.copy([record("a"), record("b")]) == 2
    assert copies.copy([record("a"), record("b")]) == 0
    assert (
        copies.of([NOVEMBER]) == {NOVEMBER: office.run().ledger.usage.of("acme-prod", NOVEMBER)} == {NOVEMBER: (record("a"), record("b"))}
    )


def test_a_row_that_differs_from_its_copy_is_refused(office):
    copies = LedgerCopies(stack="acme-prod", run=office.run())
    copies.copy([record("a")])
    with pytest.raises(Stop, match="other values") as stop:
        copies.copy([record("a", 61)])
    assert stop.value.code is Exit.REFUSED


@pytest.mark.parametrize(
    "work", [lambda c: c.knows(), lambda c: c.of([NOVEMBER]), lambda c: c.copy([record("a")]), lambda c: c.close([NOVEMBER])]
)
def test_a_ledger_that_does_not_answer_is_told_in_one_line(office, work):
    def refuse(**_):
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "not you"}}, "Any")

    for call in ("query", "get_item", "put_item", "transact_write_items"):
        setattr(office.world.dynamodb, call, refuse)
    with pytest.raises(Stop, match=r"Billing.s ledger does not answer: .*not you"):
        work(LedgerCopies(stack="acme-prod", run=office.run()))


def test_a_closed_month_is_never_asked_for_again_and_the_last_invoice_can_be_drafted(office):
    """Otherwise the run would ask a role that is gone, and not rate the client's last month."""
    from billing.runs.month_facts import copy_usage

    copies = LedgerCopies(stack="acme-prod", run=office.run())
    copies.copy([record("a")])
    copies.close([NOVEMBER])
    copied = copy_usage(office.run(), NOVEMBER)
    assert office.asked == []
    assert (copied.usage["acme-prod"], copied.unreadable) == ((record("a"),), {})
