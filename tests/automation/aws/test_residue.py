"""What AWS says that an environment has left behind, asked in three ways."""

from functools import cache
from types import SimpleNamespace

import boto3
import jmespath
import pytest
from botocore.exceptions import ClientError

from automation.aws import residue as asking
from automation.aws.residue import QUESTIONS, Sweep
from automation.deploying.neighbours import Neighbours
from automation.deploying.residue import Thing
from automation.deploying.residue_kinds import ALARM, BACKUP, BUCKET, DASHBOARD, KEY, KINDS, LOG_GROUP, NAT_GATEWAY, QUEUE, TABLE, VPC
from sandbox.aws.server import start_in_thread

ACCOUNT, HOME = "222222222222", "eu-west-1"
TAGS = {"Client": "Acme", "Project": "VehicleAnalysis", "Environment": "prod", "Owner": "Consultancy"}


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
    def swept(before=(), still=(), others=(), **more):
        near = Neighbours(prefixes=others, **more)
        looked = Sweep(session=session, account_id=ACCOUNT, home_region=HOME, tags=TAGS, prefix="acme-prod", neighbours=near)
        return looked.residue(before, still)

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


def left(residue):
    return {(each.thing.type, each.thing.id) for each in residue.left_over}


def test_of_an_environment_that_is_gone_nothing_is_left(sweep):
    gone = [Thing(type=type_, id=id_, region=HOME) for type_, id_ in GONE.items()]
    residue = sweep(gone)
    assert (residue.left_over, residue.pending, residue.not_asked, residue.is_proved) == ([], [], (), True)


GONE = {
    **dict.fromkeys(KINDS, "acme-prod-gone"),
    "aws:ec2/natGateway:NatGateway": "nat-0123456789abcdef0",
    "aws:ec2/eip:Eip": "eipalloc-0123456789abcdef0",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "vpce-0123456789abcdef0",
    "aws:ec2/vpc:Vpc": "vpc-0123456789abcdef0",
    "aws:ec2/subnet:Subnet": "subnet-0123456789abcdef0",
    "aws:ec2/securityGroup:SecurityGroup": "sg-0123456789abcdef0",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "sgr-0123456789abcdef0",
    "aws:ec2/routeTable:RouteTable": "rtb-0123456789abcdef0",
    "aws:ec2/internetGateway:InternetGateway": "igw-0123456789abcdef0",
    "aws:ec2/networkInterface:NetworkInterface": "eni-0123456789abcdef0",
    "aws:lambda/eventSourceMapping:EventSourceMapping": "11111111-2222-3333-4444-555555555555",
    "aws:costexplorer/anomalySubscription:AnomalySubscription": f"arn:aws:ce::{ACCOUNT}:anomalysubscription/"
    "11111111-2222-3333-4444-555555555555",
    "aws:kms/key:Key": "11111111-2222-3333-4444-555555555555",
    "aws:sns/topic:Topic": f"arn:aws:sns:{HOME}:{ACCOUNT}:acme-prod-gone",
    "dynamodb backup": f"arn:aws:dynamodb:{HOME}:{ACCOUNT}:table/acme-prod-gone/backup/01489602797149-73d8d5bc",
}


def test_there_is_a_question_for_every_kind():
    assert QUESTIONS.keys() == KINDS.keys()


def test_what_the_state_had_is_found_by_its_id_even_without_a_tag(sweep, table):
    assert left(sweep([table])) == {(TABLE, "acme-prod-usage")}


def test_what_the_state_still_has_is_kept(sweep, table):
    residue = sweep([table], [table])
    assert ([each.thing for each in residue.kept], residue.left_over) == ([table], [])


def test_what_carries_the_tags_is_found_although_the_state_never_knew_it(sweep, session):
    s3 = session.client("s3", region_name=HOME)
    s3.create_bucket(Bucket="made-by-hand", CreateBucketConfiguration={"LocationConstraint": HOME})
    s3.put_bucket_tagging(Bucket="made-by-hand", Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in TAGS.items()]})
    s3.create_bucket(Bucket="of-another", CreateBucketConfiguration={"LocationConstraint": HOME})
    other = {**TAGS, "Environment": "dev"}
    s3.put_bucket_tagging(Bucket="of-another", Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in other.items()]})
    try:
        assert left(sweep()) == {(BUCKET, "made-by-hand")}
    finally:
        s3.delete_bucket(Bucket="made-by-hand")
        s3.delete_bucket(Bucket="of-another")


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


def test_data_of_another_stack_with_the_same_tags_is_never_listed(sweep, bucket):
    """One client may have two slugs in one account: nothing but the names tells the two apart."""
    bucket("acme-eu-prod-uploads")
    bucket("acme-prod-eu-uploads")
    bucket("acme-prod-uploads")
    residue = sweep(others=["acme-eu-prod", "acme-prod-eu"])
    assert left(residue) == {(BUCKET, "acme-prod-uploads")}
    assert "acme-eu" not in str(residue.as_record())


def test_what_aws_gives_no_name_is_another_stack_s_where_its_state_has_it(sweep, session):
    ec2 = session.client("ec2", region_name=HOME)
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    ours, theirs = (
        ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": tags}])["Vpc"]["VpcId"] for _ in "12"
    )
    arn = f"arn:aws:ec2:{HOME}:{ACCOUNT}:vpc/{theirs}"
    try:
        assert left(sweep()) == {(VPC, ours), (VPC, theirs)}
        assert left(sweep(owned={arn})) == {(VPC, ours)}
    finally:
        for each in (ours, theirs):
            ec2.delete_vpc(VpcId=each)


def test_what_is_called_by_another_stack_in_a_tag_is_not_listed(sweep, session):
    ec2 = session.client("ec2", region_name=HOME)
    tags = [{"Key": key, "Value": value} for key, value in {**TAGS, "Name": "acme-eu-prod-network"}.items()]
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": tags}])["Vpc"]["VpcId"]
    try:
        assert left(sweep(others=["acme-eu-prod"])) == set()
    finally:
        ec2.delete_vpc(VpcId=vpc)


def test_where_another_state_cannot_be_read_what_may_be_its_own_is_told_without_a_command(sweep, session, bucket):
    """What this state had, and what goes by this stack's name, is known to be its own all the same."""
    kms = session.client("kms", region_name=HOME)
    tags = [{"TagKey": name, "TagValue": value} for name, value in TAGS.items()]
    doubtful, known = (kms.create_key(Tags=tags)["KeyMetadata"]["KeyId"] for _ in "12")
    bucket("acme-prod-uploads")
    residue = sweep([Thing(type=KEY, id=known, region=HOME)], others=["acme-eu-prod"], unread=["acme-eu-prod"])
    for key in (doubtful, known):
        kms.untag_resource(KeyId=key, TagKeys=list(TAGS))
    assert left(residue) == {(KEY, known), (BUCKET, "acme-prod-uploads")}
    assert len(residue.not_asked) == 1
    assert doubtful in residue.not_asked[0]
    assert "acme-eu-prod" in residue.not_asked[0]


@pytest.mark.parametrize("region", [HOME, "us-east-1", "eu-central-1"])
def test_a_bucket_is_listed_once_with_the_region_that_it_is_in(sweep, bucket, region):
    bucket("acme-prod-uploads", region)
    (found,) = sweep().left_over
    assert found.remove.startswith(f"aws s3 rb s3://acme-prod-uploads --force --region {region} ")


def test_what_is_still_listed_by_its_tags_but_gone_is_no_residue(sweep, session, monkeypatch):
    arns = [f"arn:aws:dynamodb:{HOME}:{ACCOUNT}:table/acme-prod-late", f"arn:aws:sqs:{HOME}:{ACCOUNT}:acme-prod-late"]
    monkeypatch.setattr(Sweep, "_tagged", lambda self, region, *_: (asking.thing_of(arn, region) for arn in arns))
    residue = sweep()
    assert (residue.left_over, residue.not_asked) == ([], ())


def test_a_key_that_waits_for_its_deletion_is_pending_with_its_date(sweep, session):
    kms = session.client("kms", region_name=HOME)
    key = kms.create_key(Tags=[{"TagKey": name, "TagValue": value} for name, value in TAGS.items()])["KeyMetadata"]["KeyId"]
    assert left(sweep()) == {(KEY, key)}
    day = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)["DeletionDate"].date()
    residue = sweep([Thing(type=KEY, id=key, region=HOME)])
    assert [(each.thing.id, each.ends) for each in residue.pending] == [(key, day)]
    assert residue.is_proved


def test_log_groups_and_alarms_are_found_by_name_and_those_of_another_stack_are_not(sweep, session):
    logs, cloudwatch = session.client("logs", region_name=HOME), session.client("cloudwatch", region_name="us-east-1")
    groups = ["/aws/lambda/acme-prod-sweep", "/aws/lambda/acme-prod-eu-sweep", "/aws/lambda/globex-prod-sweep"]
    alarm = {"MetricName": "x", "Namespace": "x", "EvaluationPeriods": 1, "Period": 60, "Statistic": "Sum", "Threshold": 1}
    for name in groups:
        logs.create_log_group(logGroupName=name)
    cloudwatch.put_metric_alarm(AlarmName="acme-prod-charges", ComparisonOperator="GreaterThanThreshold", **alarm)
    try:
        assert left(sweep(others=["acme-prod-eu"])) == {(LOG_GROUP, groups[0]), (ALARM, "acme-prod-charges")}
    finally:
        for name in groups:
            logs.delete_log_group(logGroupName=name)
        cloudwatch.delete_alarms(AlarmNames=["acme-prod-charges"])


def test_a_log_group_whose_name_goes_on_is_another_one(sweep, session):
    logs = session.client("logs", region_name=HOME)
    logs.create_log_group(logGroupName="other-group-longer")
    try:
        assert left(sweep([Thing(type=LOG_GROUP, id="other-group", region=HOME)])) == set()
    finally:
        logs.delete_log_group(logGroupName="other-group-longer")


def test_a_backup_that_somebody_made_of_a_table_costs_money_when_the_table_has_gone(sweep, session, table):
    dynamodb = session.client("dynamodb", region_name=HOME)
    arn = dynamodb.create_backup(TableName=table.id, BackupName="by-hand")["BackupDetails"]["BackupArn"]
    try:
        assert {id_ for _, id_ in left(sweep([table]))} == {table.id, arn}
        assert left(sweep()) == {(BACKUP, arn)}, "a second look, when the state is empty already"
        assert left(sweep(others=["acme-prod-usage"])) == {(BACKUP, arn)}, "a name goes on after another's beginning and a dash"
    finally:
        dynamodb.delete_backup(BackupArn=arn)


def test_a_backup_of_another_stack_s_table_is_not_listed(sweep, session):
    dynamodb = session.client("dynamodb", region_name=HOME)
    name = "acme-prod-eu-usage"
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "job", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "job", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    arn = dynamodb.create_backup(TableName=name, BackupName="by-hand")["BackupDetails"]["BackupArn"]
    try:
        assert left(sweep(others=["acme-prod-eu"])) == set()
        assert left(sweep()) == {(BACKUP, arn)}
    finally:
        dynamodb.delete_backup(BackupArn=arn)
        dynamodb.delete_table(TableName=name)


def test_all_pages_of_backups_are_read():
    pages = [{"BackupSummaries": [{"TableName": "acme-prod-usage", "BackupArn": each}], "LastEvaluatedBackupArn": each} for each in "ab"]
    asked, answers = [], iter([*pages, {"BackupSummaries": [{"TableName": "globex-prod-usage", "BackupArn": "c"}]}])
    dynamodb = SimpleNamespace(list_backups=lambda **words: asked.append(words) or next(answers))
    looked = Sweep(
        session=SimpleNamespace(client=lambda *_, **__: dynamodb), account_id=ACCOUNT, home_region=HOME, tags=TAGS, prefix="acme-prod"
    )
    assert [each.id for each in looked._backups(HOME, set())] == ["a", "b"]
    assert [words.get("ExclusiveStartBackupArn") for words in asked] == [None, "a", "b"]


def test_dashboards_are_found_by_name_and_those_of_another_stack_are_not(sweep, session):
    cloudwatch, names = session.client("cloudwatch", region_name=HOME), ["acme-prod-costs", "acme-prod-eu-costs"]
    for name in names:
        cloudwatch.put_dashboard(DashboardName=name, DashboardBody="{}")
    try:
        residue = sweep(others=["acme-prod-eu"])
        assert left(residue) == {(DASHBOARD, "acme-prod-costs")}
        assert not residue.is_proved
    finally:
        cloudwatch.delete_dashboards(DashboardNames=names)


def test_log_groups_are_found_in_the_region_of_billing_too(sweep, session):
    logs = session.client("logs", region_name="us-east-1")
    logs.create_log_group(logGroupName="/aws/lambda/acme-prod-sweep")
    try:
        (found,) = sweep().left_over
        assert found.remove == "aws logs delete-log-group --log-group-name /aws/lambda/acme-prod-sweep --region us-east-1"
    finally:
        logs.delete_log_group(logGroupName="/aws/lambda/acme-prod-sweep")


def test_a_nat_gateway_costs_money_until_it_is_deleted_and_not_after(sweep, session):
    ec2 = session.client("ec2", region_name=HOME)
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    thing = Thing(type=NAT_GATEWAY, id=nat, region=HOME)
    assert [each.thing for each in sweep([thing]).billable] == [thing]
    ec2.delete_nat_gateway(NatGatewayId=nat)
    ec2.release_address(AllocationId=address)
    assert sweep([thing]).left_over == []


@pytest.mark.parametrize(
    ("type_", "answer"),
    [
        (NAT_GATEWAY, lambda state: {"NatGateways": [{"State": state.lower()}]}),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", lambda state: {"VpcEndpoints": [{"State": state.lower()}]}),
        (TABLE, lambda state: {"Table": {"TableStatus": state}}),
    ],
)
def test_what_aws_deletes_already_is_gone(type_, answer):
    there = QUESTIONS[type_].there
    assert not jmespath.search(there, answer("DELETING"))
    assert jmespath.search(there, answer("AVAILABLE"))


def test_a_gateway_endpoint_is_free_and_an_interface_is_not():
    thing = Thing(type="aws:ec2/vpcEndpoint:VpcEndpoint", id="vpce-1", region=HOME)
    found = QUESTIONS[thing.type].found
    assert not found(thing, {"VpcEndpoints": [{"VpcEndpointType": "Gateway"}]}).billable
    assert found(thing, {"VpcEndpoints": [{"VpcEndpointType": "Interface"}]}).billable


PARTS = {
    "vpc": "vpc", "subnet": "subnet", "security-group": "sg", "security-group-rule": "sgr", "route-table": "rtb", "internet-gateway": "igw",
    "network-interface": "eni", "natgateway": "nat", "vpc-endpoint": "vpce", "elastic-ip": "eipalloc",
}  # fmt: skip
"""Of a network, as ARNs and ids call them."""


def test_a_network_that_is_gone_but_still_listed_by_its_tags_is_no_residue(sweep, monkeypatch):
    arns = [f"arn:aws:ec2:{HOME}:{ACCOUNT}:{part}/{short}-0123456789abcdef0" for part, short in PARTS.items()]
    arns.append(f"arn:aws:lambda:{HOME}:{ACCOUNT}:event-source-mapping:11111111-2222-3333-4444-555555555555")
    monkeypatch.setattr(Sweep, "_tagged", lambda self, *_: (asking.thing_of(arn, HOME) for arn in arns))
    residue = sweep()
    assert (residue.left_over, residue.not_asked) == ([], ())


def test_the_parts_of_a_network_that_are_left_over_are_told_and_cost_nothing(sweep, session):
    ec2 = session.client("ec2", region_name=HOME)
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]

    def of(kind):
        return {"TagSpecifications": [{"ResourceType": kind, "Tags": tags}]}

    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16", **of("vpc"))["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24", **of("subnet"))["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="x", Description="x", VpcId=vpc, **of("security-group"))["GroupId"]
    routes = ec2.create_route_table(VpcId=vpc, **of("route-table"))["RouteTable"]["RouteTableId"]
    gateway = ec2.create_internet_gateway(**of("internet-gateway"))["InternetGateway"]["InternetGatewayId"]
    try:
        residue = sweep()
        assert {id_ for _, id_ in left(residue)} == {vpc, subnet, group, routes, gateway}
        assert (residue.billable, residue.is_proved) == ([], True)
    finally:
        ec2.delete_internet_gateway(InternetGatewayId=gateway)
        ec2.delete_route_table(RouteTableId=routes)
        ec2.delete_security_group(GroupId=group)
        ec2.delete_subnet(SubnetId=subnet)
        ec2.delete_vpc(VpcId=vpc)


def test_what_aws_refuses_to_say_is_told_and_proves_nothing():
    def refuse(**_):
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not you"}}, "Any")

    refusing = SimpleNamespace(get_paginator=lambda call: SimpleNamespace(paginate=refuse), get_queue_url=refuse, list_backups=refuse)
    session = SimpleNamespace(client=lambda service, region_name: refusing)
    looked = Sweep(session=session, account_id=ACCOUNT, home_region=HOME, tags=TAGS, prefix="acme-prod")
    residue = looked.residue([Thing(type=QUEUE, id="acme-prod-work", region=HOME)], [])
    assert not residue.is_proved
    assert len(residue.not_asked) == 10  # tags, alarms, log groups and backups in two regions, dashboards, the queue
    assert all("not you" in line for line in residue.not_asked)


def test_what_is_shown_for_a_while_after_it_is_deleted_is_looked_at_again(session, monkeypatch):
    waited, sqs = [], session.client("sqs", region_name=HOME)
    late, kept = (Thing(type=QUEUE, id=f"acme-prod-{name}", region=HOME) for name in ("late", "kept"))
    urls = [sqs.create_queue(QueueName=each.id)["QueueUrl"] for each in (late, kept)]

    def meanwhile(seconds):
        waited.append(seconds)
        if len(waited) == 2:
            sqs.delete_queue(QueueUrl=urls[0])

    monkeypatch.setattr(asking, "sleep", meanwhile)
    patient = {"session": session, "account_id": ACCOUNT, "home_region": HOME, "tags": TAGS, "prefix": "acme-prod"}
    residue = Sweep(**patient, patience=(5, 10, 20)).residue([late, kept], [kept])
    sqs.delete_queue(QueueUrl=urls[1])
    assert (waited, residue.left_over, [each.thing for each in residue.kept]) == ([5, 10], [], [kept])
