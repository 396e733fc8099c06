"""The kinds of things that an environment may leave behind: how AWS names each, what it costs, and what removes it."""

from collections.abc import Mapping
from dataclasses import dataclass

BUCKET = "aws:s3/bucket:Bucket"
TABLE = "aws:dynamodb/table:Table"
KEY = "aws:kms/key:Key"
FUNCTION = "aws:lambda/function:Function"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
QUEUE = "aws:sqs/queue:Queue"
TOPIC = "aws:sns/topic:Topic"
RULE = "aws:cloudwatch/eventRule:EventRule"
ROLE = "aws:iam/role:Role"
BUDGET = "aws:budgets/budget:Budget"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
ADDRESS = "aws:ec2/eip:Eip"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
FIREWALL_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
INTERFACE = "aws:ec2/networkInterface:NetworkInterface"
MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
ANOMALIES = "aws:costexplorer/anomalySubscription:AnomalySubscription"
BACKUP = "dynamodb backup"
"""No resource of the program: somebody made it by hand, or AWS did when a table went."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What is known of a kind of thing."""

    words: str
    arn: str
    """How its ARN goes on after the account; the group is its id. Empty where the list of tags does not know it."""
    costs: str
    """What it is charged by, empty where it costs nothing."""
    remove: str
    """What removes it; `{id}` and `{region}` are filled in."""


KINDS: Mapping[str, Kind] = {
    BUCKET: Kind(
        words="S3 bucket",
        arn=r"s3:::([^/]+)",
        costs="by GB that it holds",
        remove="aws s3 rb s3://{id} --force --region {region}  # versions that are left: in the console, Empty",
    ),
    TABLE: Kind(
        words="DynamoDB table",
        arn=r"dynamodb:[^:]*:[0-9]*:table/([^/]+)",
        costs="by GB that it holds, and again for its continuous backup",
        remove="aws dynamodb delete-table --table-name {id} --region {region}",
    ),
    BACKUP: Kind(
        words="DynamoDB backup",
        arn="",
        costs="by GB that it holds",
        remove="aws dynamodb delete-backup --backup-arn {id} --region {region}",
    ),
    KEY: Kind(
        words="KMS key",
        arn=r"kms:[^:]*:[0-9]*:key/(.+)",
        costs="1 USD a month, more after its yearly rotations",
        remove="aws kms schedule-key-deletion --key-id {id} --pending-window-in-days 30 --region {region}",
    ),
    FUNCTION: Kind(
        words="Lambda function",
        arn=r"lambda:[^:]*:[0-9]*:function:([^:]+)",
        costs="when it runs",
        remove="aws lambda delete-function --function-name {id} --region {region}",
    ),
    LOG_GROUP: Kind(
        words="log group",
        arn=r"logs:[^:]*:[0-9]*:log-group:([^:]+)(?::\*)?",
        costs="by GB that it holds",
        remove="aws logs delete-log-group --log-group-name {id} --region {region}",
    ),
    ALARM: Kind(
        words="CloudWatch alarm",
        arn=r"cloudwatch:[^:]*:[0-9]*:alarm:(.+)",
        costs="by the month",
        remove="aws cloudwatch delete-alarms --alarm-names {id} --region {region}",
    ),
    DASHBOARD: Kind(
        words="CloudWatch dashboard",
        arn=r"cloudwatch::[0-9]*:dashboard/(.+)",
        costs="by the month, beyond three an account",
        remove="aws cloudwatch delete-dashboards --dashboard-names {id} --region {region}",
    ),
    DISTRIBUTION: Kind(
        words="CloudFront distribution",
        arn=r"cloudfront::[0-9]*:distribution/(.+)",
        costs="by request",
        remove="disable distribution {id} in the console of CloudFront, wait until it says so, then delete it",
    ),
    NAT_GATEWAY: Kind(
        words="NAT gateway",
        arn=r"ec2:[^:]*:[0-9]*:natgateway/(.+)",
        costs="by the hour",
        remove="aws ec2 delete-nat-gateway --nat-gateway-id {id} --region {region}",
    ),
    ADDRESS: Kind(
        words="elastic IP address",
        arn=r"ec2:[^:]*:[0-9]*:elastic-ip/(.+)",
        costs="by the hour",
        remove="aws ec2 release-address --allocation-id {id} --region {region}",
    ),
    ENDPOINT: Kind(
        words="VPC endpoint",
        arn=r"ec2:[^:]*:[0-9]*:vpc-endpoint/(.+)",
        costs="by the hour, in each zone",
        remove="aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {id} --region {region}",
    ),
    VPC: Kind(
        words="VPC",
        arn=r"ec2:[^:]*:[0-9]*:vpc/(.+)",
        costs="",
        remove="aws ec2 delete-vpc --vpc-id {id} --region {region}",
    ),
    SUBNET: Kind(
        words="subnet",
        arn=r"ec2:[^:]*:[0-9]*:subnet/(.+)",
        costs="",
        remove="aws ec2 delete-subnet --subnet-id {id} --region {region}",
    ),
    SECURITY_GROUP: Kind(
        words="security group",
        arn=r"ec2:[^:]*:[0-9]*:security-group/(.+)",
        costs="",
        remove="aws ec2 delete-security-group --group-id {id} --region {region}",
    ),
    FIREWALL_RULE: Kind(
        words="security group rule",
        arn=r"ec2:[^:]*:[0-9]*:security-group-rule/(.+)",
        costs="",
        remove="in the console of EC2, {region}: delete the security group rule {id}",
    ),
    ROUTE_TABLE: Kind(
        words="route table",
        arn=r"ec2:[^:]*:[0-9]*:route-table/(.+)",
        costs="",
        remove="aws ec2 delete-route-table --route-table-id {id} --region {region}",
    ),
    INTERNET_GATEWAY: Kind(
        words="internet gateway",
        arn=r"ec2:[^:]*:[0-9]*:internet-gateway/(.+)",
        costs="",
        remove="aws ec2 delete-internet-gateway --internet-gateway-id {id} --region {region}  # detached first",
    ),
    INTERFACE: Kind(
        words="network interface",
        arn=r"ec2:[^:]*:[0-9]*:network-interface/(.+)",
        costs="",
        remove="aws ec2 delete-network-interface --network-interface-id {id} --region {region}",
    ),
    QUEUE: Kind(
        words="SQS queue",
        arn=r"sqs:[^:]*:[0-9]*:(.+)",
        costs="",
        remove="in the console of SQS, {region}: delete the queue {id}",
    ),
    TOPIC: Kind(
        words="SNS topic",
        arn=r"(sns:[^:]*:[0-9]*:.+)",
        costs="",
        remove="aws sns delete-topic --topic-arn {id} --region {region}",
    ),
    RULE: Kind(
        words="EventBridge rule",
        arn=r"events:[^:]*:[0-9]*:rule/(.+)",
        costs="",
        remove="in the console of EventBridge, {region}: delete the rule {id}",
    ),
    ROLE: Kind(
        words="IAM role",
        arn=r"iam::[0-9]*:role/(.+)",
        costs="",
        remove="in the console of IAM: delete the role {id}",
    ),
    MAPPING: Kind(
        words="event source mapping",
        arn=r"lambda:[^:]*:[0-9]*:event-source-mapping:(.+)",
        costs="",
        remove="aws lambda delete-event-source-mapping --uuid {id} --region {region}",
    ),
    ANOMALIES: Kind(
        words="anomaly subscription",
        arn=r"(ce::[0-9]*:anomalysubscription/.+)",
        costs="",
        remove="aws ce delete-anomaly-subscription --subscription-arn {id} --region {region}",
    ),
    BUDGET: Kind(
        words="budget",
        arn=r"budgets::[0-9]*:budget/(.+)",
        costs="",
        remove="in the console of Budgets: delete the budget {id}",
    ),
}
"""By the type that the engine calls it. What else a stack has is a part of one of these and goes with it."""

GLOBAL = (ANOMALIES, BUDGET, DISTRIBUTION, ROLE)
"""Of no region; asked for in the one of billing."""
UNKNOWN = Kind(words="unknown kind of resource", arn="", costs="not known here", remove="look at it in the console: {id}")
"""What carries the stack's tags and nobody here knows: taken for something that costs money until somebody has looked."""
