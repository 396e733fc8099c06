"""What accounts hold, listed by AWS's own calls and not from anybody's state: what is left behind shows here."""

import re
from typing import Any

import boto3
import jmespath
from botocore.config import Config

from sandbox.server_process import Sandbox

LISTS = (
    ("athena", "list_work_groups", "WorkGroups[?Name!='primary'].Name"),
    ("bcm-data-exports", "list_exports", "Exports[].ExportName"),
    ("budgets", "describe_budgets", "Budgets[].BudgetName"),
    ("ce", "get_anomaly_monitors", "AnomalyMonitors[].MonitorName"),
    ("ce", "get_anomaly_subscriptions", "AnomalySubscriptions[].SubscriptionName"),
    ("cloudfront", "list_distributions", "DistributionList.Items[].Id"),
    ("cloudwatch", "describe_alarms", "MetricAlarms[].AlarmName"),
    ("cloudwatch", "list_dashboards", "DashboardEntries[].DashboardName"),
    ("dynamodb", "list_tables", "TableNames"),
    ("ec2", "describe_addresses", "Addresses[].AllocationId"),
    ("ec2", "describe_flow_logs", "FlowLogs[].FlowLogId"),
    ("ec2", "describe_internet_gateways", "InternetGateways[].InternetGatewayId"),
    ("ec2", "describe_nat_gateways", "NatGateways[?State!='deleted'].NatGatewayId"),
    ("ec2", "describe_route_tables", "RouteTables[].RouteTableId"),
    ("ec2", "describe_security_groups", "SecurityGroups[].GroupId"),
    ("ec2", "describe_subnets", "Subnets[].SubnetId"),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints[?State!='deleted'].VpcEndpointId"),
    ("ec2", "describe_vpcs", "Vpcs[].VpcId"),
    ("events", "list_rules", "Rules[].Name"),
    ("glue", "get_databases", "DatabaseList[].Name"),
    ("iam", "list_policies", "Policies[?!starts_with(Arn, 'arn:aws:iam::aws:')].PolicyName"),
    ("iam", "list_roles", "Roles[].RoleName"),
    ("kms", "list_aliases", "Aliases[?TargetKeyId].AliasName"),
    ("lambda", "list_event_source_mappings", "EventSourceMappings[].UUID"),
    ("lambda", "list_functions", "Functions[].FunctionName"),
    ("logs", "describe_log_groups", "logGroups[].logGroupName"),
    ("s3", "list_buckets", "Buckets[].Name"),
    ("scheduler", "list_schedules", "Schedules[].Name"),
    ("sns", "list_subscriptions", "Subscriptions[].SubscriptionArn"),
    ("sns", "list_topics", "Topics[].TopicArn"),
    ("sqs", "list_queues", "QueueUrls"),
    ("ssm", "describe_parameters", "Parameters[].Name"),
)
"""Service, call, and where its answer has the names. Deleted KMS keys wait for their deletion: an alias is what counts."""

MADE_UP = re.compile(
    r"""-[0-9a-f]{7}\b                                                               # suffix of a generated name
      | \b[0-9a-f]{8}-[0-9a-f-]{27}                                                  # UUID
      | 127\.0\.0\.1:\d+                                                             # the sandbox's port
      | \b(?:acl|eipalloc|eni|fl|igw|nat|pl|rtb|sg|sgr|subnet|vpc|vpce)-[0-9a-f]+    # ids of EC2
      | \b[0-9A-Z]{13}\b | \b[0-9a-z]{13}(?=\.cloudfront\.net)                       # ids and names of CloudFront
    """,
    re.VERBOSE,
)
"""The parts of names and ids that are different each time."""


def inventory(sandbox: Sandbox, account_id: str, regions: tuple[str, ...] = ("us-east-1",)) -> set[tuple[str, str, str]]:
    """Region, call and name of everything in the account."""
    keys = sandbox.credentials(account_id)
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"])
    return {(region, *found) for region in regions for found in _in_region(session, sandbox.endpoint, account_id, region)}


def same_each_time(text: str) -> str:
    """A name without the parts that were made up."""
    return MADE_UP.sub("~", text)


def _in_region(session: boto3.Session, endpoint: str, account_id: str, region: str) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for service, operation, names in LISTS:
        config = Config(s3={"addressing_style": "path"})
        aws: Any = session.client(service, region_name=region, endpoint_url=endpoint, config=config)
        more = {"AccountId": account_id} if service == "budgets" else {}
        if aws.can_paginate(operation):
            listed = list(aws.get_paginator(operation).paginate(**more).search(names))
        else:
            listed = jmespath.search(names, getattr(aws, operation)(**more)) or []
        found |= {(operation, name) for name in listed if name}
    return found
