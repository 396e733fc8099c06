"""Each kind of thing is asked for by its id, and is left over, free, pending or gone as AWS answers."""

import jmespath
import pytest

from automation.aws.residue_questions import QUESTIONS
from automation.deploying.residue import Thing
from automation.deploying.residue_kinds import KEY, KINDS, LOG_GROUP, NAT_GATEWAY, TABLE
from tests.automation.aws.leftovers import ACCOUNT, HOME, TAGS, left

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


def test_of_an_environment_that_is_gone_nothing_is_left(sweep):
    gone = [Thing(type=type_, id=id_, region=HOME) for type_, id_ in GONE.items()]
    residue = sweep(gone)
    assert (residue.left_over, residue.pending, residue.not_asked, residue.is_proved) == ([], [], (), True)


def test_there_is_a_question_for_every_kind():
    assert QUESTIONS.keys() == KINDS.keys()


def test_what_the_state_had_is_found_by_its_id_even_without_a_tag(sweep, table):
    assert left(sweep([table])) == {(TABLE, "acme-prod-usage")}


def test_a_log_group_whose_name_goes_on_is_another_one(sweep, session):
    logs = session.client("logs", region_name=HOME)
    logs.create_log_group(logGroupName="other-group-longer")
    try:
        assert left(sweep([Thing(type=LOG_GROUP, id="other-group", region=HOME)])) == set()
    finally:
        logs.delete_log_group(logGroupName="other-group-longer")


def test_a_key_that_waits_for_its_deletion_is_pending_with_its_date(sweep, session):
    kms = session.client("kms", region_name=HOME)
    key = kms.create_key(Tags=[{"TagKey": name, "TagValue": value} for name, value in TAGS.items()])["KeyMetadata"]["KeyId"]
    assert left(sweep()) == {(KEY, key)}
    day = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)["DeletionDate"].date()
    residue = sweep([Thing(type=KEY, id=key, region=HOME)])
    assert [(each.thing.id, each.ends) for each in residue.pending] == [(key, day)]
    assert residue.is_proved


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
