"""A client's account at the sandbox, and what an environment may have left there."""

from functools import cache

import boto3
import pytest

from automation.deploying.residue import Thing
from automation.deploying.residue_kinds import TABLE
from sandbox.aws.server import start_in_thread
from tests.automation.aws.leftovers import ACCOUNT, HOME, TAGS, sweep_of


@pytest.fixture(scope="module")
def session():
    running = start_in_thread()
    keys = running.aws.accounts.credentials(ACCOUNT)

    class AtTheSandbox(boto3.Session):
        @cache  # making one takes longer than asking it  # noqa: B019 - the session lives as long as the tests
        def client(self, service, **named):
            return super().client(service, endpoint_url=running.endpoint, **named)

    yield AtTheSandbox(keys["AccessKeyId"], keys["SecretAccessKey"], region_name=HOME)
    running.stop()


@pytest.fixture
def sweep(session):
    """Looks through the account; answers with the residue. `others`: what the names of the other stacks begin with."""

    def swept(before=(), still=(), others=(), **more):
        return sweep_of(session, others=others, **more).residue(before, still)

    return swept


@pytest.fixture
def table(session):
    dynamodb = session.client("dynamodb", region_name=HOME)
    key = {"AttributeName": "job", "KeyType": "HASH"}
    dynamodb.create_table(
        TableName="acme-prod-usage",
        KeySchema=[key],
        AttributeDefinitions=[{"AttributeName": "job", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield Thing(type=TABLE, id="acme-prod-usage", region=HOME)
    dynamodb.delete_table(TableName="acme-prod-usage")


@pytest.fixture
def bucket(session):
    """Makes buckets that carry the stack's tags, in a region."""
    made = []

    def make(name, region=HOME):
        s3 = session.client("s3", region_name=region)
        there = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **there)
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in TAGS.items()]})
        made.append((s3, name))

    yield make
    for s3, name in made:
        s3.delete_bucket(Bucket=name)
