"""How AWS is asked whether a thing of an environment is there: a question for each kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any

from automation.deploying.residue import Found, Thing
from automation.deploying.residue_kinds import (
    ADDRESS,
    ALARM,
    ANOMALIES,
    BACKUP,
    BUCKET,
    BUDGET,
    DASHBOARD,
    DISTRIBUTION,
    ENDPOINT,
    FIREWALL_RULE,
    FUNCTION,
    INTERFACE,
    INTERNET_GATEWAY,
    KEY,
    LOG_GROUP,
    MAPPING,
    NAT_GATEWAY,
    QUEUE,
    ROLE,
    ROUTE_TABLE,
    RULE,
    SECURITY_GROUP,
    SUBNET,
    TABLE,
    TOPIC,
    VPC,
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """How a thing is asked for."""

    service: str
    call: str
    names: Callable[[str], Mapping[str, Any]]
    """Parameters of the call, from the thing's id."""
    there: str = "@"
    """JMESPath to what is true of a thing that is there; what AWS deletes already is not."""
    found: Callable[[Thing, Mapping[str, Any]], Found] = field(default=lambda thing, answer: Found(thing=thing))


def _bucket(thing: Thing, answer: Mapping[str, Any]) -> Found:
    """An ARN of a bucket has no region, but what removes it needs one."""
    region = answer["ResponseMetadata"]["HTTPHeaders"].get("x-amz-bucket-region") or thing.region
    return Found(thing=replace(thing, region=region))


def _key(thing: Thing, answer: Mapping[str, Any]) -> Found:
    ends = answer["KeyMetadata"].get("DeletionDate")
    return Found(thing=thing, ends=ends.astimezone(UTC).date() if ends else None)


def _endpoint(thing: Thing, answer: Mapping[str, Any]) -> Found:
    return Found(thing=thing, free=answer["VpcEndpoints"][0]["VpcEndpointType"] == "Gateway")


def _part(what: str, ids: str, there: str) -> Question:
    """Of a network."""
    return Question(service="ec2", call=f"describe_{what}", names=lambda id_: {ids: [id_]}, there=there)


QUESTIONS: Mapping[str, Question] = {
    BUCKET: Question(service="s3", call="head_bucket", names=lambda id_: {"Bucket": id_}, found=_bucket),
    TABLE: Question(
        service="dynamodb", call="describe_table", names=lambda id_: {"TableName": id_}, there="Table.TableStatus != 'DELETING'"
    ),
    BACKUP: Question(service="dynamodb", call="describe_backup", names=lambda id_: {"BackupArn": id_}),
    KEY: Question(service="kms", call="describe_key", names=lambda id_: {"KeyId": id_}, found=_key),
    FUNCTION: Question(service="lambda", call="get_function_configuration", names=lambda id_: {"FunctionName": id_}),
    LOG_GROUP: Question(
        service="logs",
        call="describe_log_groups",
        names=lambda id_: {"logGroupNamePrefix": id_, "limit": 1},  # names come in their order: the shortest is the first
        there="logGroups",
    ),
    ALARM: Question(
        service="cloudwatch", call="describe_alarms", names=lambda id_: {"AlarmNames": [id_]}, there="MetricAlarms || CompositeAlarms"
    ),
    DASHBOARD: Question(service="cloudwatch", call="get_dashboard", names=lambda id_: {"DashboardName": id_}),
    DISTRIBUTION: Question(service="cloudfront", call="get_distribution", names=lambda id_: {"Id": id_}),
    NAT_GATEWAY: Question(
        service="ec2",
        call="describe_nat_gateways",
        names=lambda id_: {"NatGatewayIds": [id_]},
        there="NatGateways[?State != 'deleted' && State != 'deleting']",
    ),
    ADDRESS: Question(service="ec2", call="describe_addresses", names=lambda id_: {"AllocationIds": [id_]}, there="Addresses"),
    ENDPOINT: Question(
        service="ec2",
        call="describe_vpc_endpoints",
        names=lambda id_: {"VpcEndpointIds": [id_]},
        there="VpcEndpoints[?State != 'deleted' && State != 'deleting']",
        found=_endpoint,
    ),
    VPC: _part("vpcs", "VpcIds", "Vpcs"),
    SUBNET: _part("subnets", "SubnetIds", "Subnets"),
    SECURITY_GROUP: _part("security_groups", "GroupIds", "SecurityGroups"),
    FIREWALL_RULE: _part("security_group_rules", "SecurityGroupRuleIds", "SecurityGroupRules"),
    ROUTE_TABLE: _part("route_tables", "RouteTableIds", "RouteTables"),
    INTERNET_GATEWAY: _part("internet_gateways", "InternetGatewayIds", "InternetGateways"),
    INTERFACE: _part("network_interfaces", "NetworkInterfaceIds", "NetworkInterfaces"),
    MAPPING: Question(service="lambda", call="get_event_source_mapping", names=lambda id_: {"UUID": id_}, there="State != 'Deleting'"),
    ANOMALIES: Question(
        service="ce",
        call="get_anomaly_subscriptions",
        names=lambda id_: {"SubscriptionArnList": [id_]},
        there="AnomalySubscriptions",
    ),
    QUEUE: Question(service="sqs", call="get_queue_url", names=lambda id_: {"QueueName": id_}),
    TOPIC: Question(service="sns", call="get_topic_attributes", names=lambda id_: {"TopicArn": id_}),
    RULE: Question(service="events", call="describe_rule", names=lambda id_: {"Name": id_}),
    ROLE: Question(service="iam", call="get_role", names=lambda id_: {"RoleName": id_}),
    BUDGET: Question(service="budgets", call="describe_budget", names=lambda id_: {"BudgetName": id_}),
}
