"""Usage is read through the environment's own role, all of it, and only as the meter writes it."""

from datetime import UTC, datetime

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.sources.usage_tables import CannotReadUsage, UsageSource, items_of, record_in, usage_of
from components.usage_table import BY_MONTH
from lambdas.videos.usage import Source, Usage

OCTOBER = Month(2026, 10)
TABLE = "arn:aws:dynamodb:eu-central-1:222222222222:table/acme-prod-usage"
ROLE = "arn:aws:iam::222222222222:role/acme-prod-billing-reader"
SECRET = "3f9a-of-acme"
ACME = UsageSource(stack="acme-prod", table_arn=TABLE, reader_role_arn=ROLE, external_id=SECRET)


def metered(job, seconds, completed):
    """An item as the environment's meter writes it."""
    return Usage(video=job, seconds=seconds, completed_at=datetime.fromisoformat(completed), source=Source.NOTICE).as_item()


def in_account(session, role):
    credentials = session.client("sts").assume_role(RoleArn=role, RoleSessionName="setup")["Credentials"]
    return boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        region_name="eu-central-1",
    )


@pytest.fixture
def session(monkeypatch):
    """Billing's own session; Acme's table, in Acme's account, has three videos."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        session = boto3.Session(region_name="eu-central-1")
        dynamodb = in_account(session, ROLE).client("dynamodb")
        keys = [("job", "HASH")], [(BY_MONTH.hash_key, "HASH"), (BY_MONTH.range_key, "RANGE")]
        table, index = ([{"AttributeName": name, "KeyType": kind} for name, kind in each] for each in keys)
        dynamodb.create_table(
            TableName="acme-prod-usage",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=table,
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("job", "month", "completed_at")],
            GlobalSecondaryIndexes=[{"IndexName": BY_MONTH.name, "KeySchema": index, "Projection": {"ProjectionType": "ALL"}}],
        )
        for item in (
            metered("b", 61, "2026-10-31T23:59:59.999+00:00"),
            metered("a", 5, "2026-11-01T00:30:00+02:00"),  # 31 October by UTC
            metered("c", 900, "2026-11-01T00:00:00+00:00"),
        ):
            dynamodb.put_item(TableName="acme-prod-usage", Item=item)
        yield session


def test_month_s_videos_come_in_the_order_of_completion_from_the_environment_s_own_account(session):
    assert usage_of(session, ACME, OCTOBER) == [
        UsageRecord(job="a", seconds=5, completed=datetime(2026, 10, 31, 22, 30, tzinfo=UTC)),
        UsageRecord(job="b", seconds=61, completed=datetime(2026, 10, 31, 23, 59, 59, 999000, tzinfo=UTC)),
    ]
    assert [record.job for record in usage_of(session, ACME, Month(2026, 11))] == ["c"]


def test_month_without_a_video_has_no_record(session):
    assert usage_of(session, ACME, Month(2026, 9)) == []


class RecordingSession:
    """Says how the role was asked for, and refuses."""

    def __init__(self, code="AccessDenied", operation="AssumeRole"):
        self.asked = []
        self.error = ClientError({"Error": {"Code": code, "Message": "no"}}, operation)

    def client(self, service, region_name):
        self.asked.append((service, region_name))
        return self

    def assume_role(self, **identity):
        self.asked.append(identity)
        raise self.error


@pytest.mark.parametrize(("external_id", "sent"), [(SECRET, {"ExternalId": SECRET}), (None, {})])
def test_role_is_asked_for_in_the_table_s_region_with_the_external_id_where_there_is_one(external_id, sent):
    session = RecordingSession()

    with pytest.raises(CannotReadUsage):
        usage_of(session, UsageSource(stack="acme-prod", table_arn=TABLE, reader_role_arn=ROLE, external_id=external_id), OCTOBER)

    identity = {"RoleArn": ROLE, "RoleSessionName": "clientenv-billing", "DurationSeconds": 900}
    assert session.asked == [("sts", "eu-central-1"), {**identity, **sent}]


def test_refusal_names_stack_role_and_remedy_and_never_the_external_id():
    with pytest.raises(CannotReadUsage, match=r"acme-prod: AssumeRole through .*billing-reader was refused") as refused:
        usage_of(RecordingSession(), ACME, OCTOBER)

    assert "pulumi config set -C billing --path --secret clientenv-billing:externalIds.acme-prod" in str(refused.value)
    assert SECRET not in str(refused.value)
    assert SECRET not in repr(ACME)


def test_table_that_is_gone_is_named_with_its_stack(session):
    gone = UsageSource(stack="acme-old", table_arn=TABLE.replace("prod", "old"), reader_role_arn=ROLE)

    with pytest.raises(CannotReadUsage, match=r"acme-old: Query .* \(ResourceNotFoundException\).*pulumi up -s acme-old"):
        usage_of(session, gone, OCTOBER)


def test_arn_of_something_else_is_refused_before_any_request():
    session = RecordingSession()

    with pytest.raises(CannotReadUsage, match="no table's ARN"):
        usage_of(session, UsageSource(stack="acme-prod", table_arn="acme-prod-usage", reader_role_arn=ROLE), OCTOBER)
    assert session.asked == []


def test_all_pages_of_a_month_are_read():
    class Paged:
        def __init__(self):
            self.asked = []

        def query(self, **query):
            self.asked.append(query.pop("ExclusiveStartKey", None))
            number = len(self.asked)
            return {"Items": [{"job": {"S": str(number)}}]} | ({"LastEvaluatedKey": {"job": {"S": str(number)}}} if number < 3 else {})

    dynamodb = Paged()

    assert [item["job"]["S"] for item in items_of(dynamodb, TABLE, OCTOBER)] == ["1", "2", "3"]
    assert dynamodb.asked == [None, {"job": {"S": "1"}}, {"job": {"S": "2"}}]


GOOD = metered("a", 61, "2026-10-05T10:00:00+00:00")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"seconds": {"N": "61.5"}}, "61.5 is no whole number"),
        ({"seconds": {"N": "6.1E+1"}}, "no whole number"),
        ({"seconds": {"N": "0"}}, "0 is no whole number of seconds above zero"),
        ({"seconds": {"N": "-5"}}, "no whole number"),
        ({"seconds": {"S": "61"}}, "it has no 'N'"),
        ({"job": {"N": "1"}}, "it has no 'S'"),
        ({"completed_at": {"S": "2026-10-05T10:00:00"}}, "offset"),
        ({"completed_at": {"S": "yesterday"}}, "yesterday"),
        ({"completed_at": {"S": "2026-11-01T00:00:00.000Z"}}, "stands under 2026-10"),
    ],
)
def test_row_that_the_meter_would_not_write_is_refused_and_shown(change, why):
    assert record_in(GOOD, ACME, OCTOBER).seconds == 61
    with pytest.raises(CannotReadUsage, match=why) as refused:
        record_in({**GOOD, **change}, ACME, OCTOBER)
    assert "acme-prod" in str(refused.value)


def test_row_without_seconds_is_refused():
    with pytest.raises(CannotReadUsage, match="it has no 'seconds'"):
        record_in({name: value for name, value in GOOD.items() if name != "seconds"}, ACME, OCTOBER)
