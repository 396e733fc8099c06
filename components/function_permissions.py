"""What every function may do, whatever it is for."""

import pulumi
import pulumi_aws as aws

from components.permissions import allow
from components.surroundings import Surroundings
from model.policies import Effect, Statement

LAMBDA = "lambda.amazonaws.com"
ATTACH = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
)
"""What Lambda needs to put a function into a VPC (Lambda developer guide, "Giving Lambda functions access to resources in a VPC")."""


def base_permissions(surroundings: Surroundings, log_group: aws.cloudwatch.LogGroup) -> list[pulumi.Output[Statement]]:
    """Logs, traces, the key, and the network where there is one."""
    streams = pulumi.Output.concat(log_group.arn, ":log-stream:*")  # Lambda names them
    permissions = [
        allow("WriteLogs", "logs:CreateLogStream", "logs:PutLogEvents", on=[streams]),
        allow("Trace", "xray:PutTraceSegments", "xray:PutTelemetryRecords", on=["*"]),  # X-Ray has no ARN for them
        surroundings.key.may_be_used(),
    ]
    return permissions + (_network(surroundings) if surroundings.network else [])


def _network(surroundings: Surroundings) -> list[pulumi.Output[Statement]]:
    """Lambda attaches functions in the name of their role; the functions' own code is refused the same calls."""
    settings = surroundings.settings
    own = f"arn:aws:lambda:{surroundings.region}:{surroundings.account_id}:function:{settings.prefix}-*"
    by_code = {"ArnLike": {"lambda:SourceFunctionArn": own}}
    refused = Statement(sid="NotByCode", effect=Effect.DENY, actions=ATTACH, resources=("*",), conditions=by_code)
    return [allow("Attach", *ATTACH, on=["*"]), pulumi.Output.from_input(refused)]
