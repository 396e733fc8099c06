"""What carries a stack's tags or goes by its names is listed, also where its state never knew it; what is another stack's is not."""

from types import SimpleNamespace

import pytest

from automation.deploying.residue import Thing
from automation.deploying.residue_kinds import ALARM, BACKUP, BUCKET, DASHBOARD, KEY, LOG_GROUP, VPC
from tests.automation.aws.leftovers import ACCOUNT, HOME, TAGS, left, listing_of


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


def test_log_groups_are_found_in_the_region_of_billing_too(sweep, session):
    logs = session.client("logs", region_name="us-east-1")
    logs.create_log_group(logGroupName="/aws/lambda/acme-prod-sweep")
    try:
        (found,) = sweep().left_over
        assert found.remove == "aws logs delete-log-group --log-group-name /aws/lambda/acme-prod-sweep --region us-east-1"
    finally:
        logs.delete_log_group(logGroupName="/aws/lambda/acme-prod-sweep")


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
    looked = listing_of(SimpleNamespace(client=lambda *_, **__: dynamodb))
    assert [each.id for each in looked._backups(HOME, set())] == ["a", "b"]
    assert [words.get("ExclusiveStartBackupArn") for words in asked] == [None, "a", "b"]
