"""The permissions boundary: the most that any role of a deployment in an account that is not yours can ever do.

The account's owner creates it. The DeploymentRole can only make roles that carry it, and can neither change nor remove it: whatever
policy a deployment writes, its roles stay within the client environment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.placement import Account
from model.policies import PolicyDocument, Statement, actions, bill_arns
from model.tag_rules import COST_ALLOCATION_KEYS

BOUNDARY_POLICY = "ClientEnvironmentBoundary"
"""Name of the managed policy, once an account."""


def with_all_tags(of: str) -> Mapping[str, Mapping[str, Any]]:
    """Condition: all of the six tags are there, whatever their values. `of`: `ResourceTag` or `RequestTag`.

    A client's own bookkeeping may know a tag `Client` or `Project`; all six together are this program's. Values are not asked for: whoever
    makes the role does not know them, and a stack may change them, which would lock it out of what it made.
    """
    return {"Null": {f"aws:{of}/{key}": "false" for key in COST_ALLOCATION_KEYS}}


TAGGED = with_all_tags("ResourceTag")
"""Condition: the resource is ours. For what AWS gives no name (keys, networks, distributions, subscriptions)."""


@dataclass(frozen=True, kw_only=True)
class AccountNames:
    """What the bootstrap policies must name. Real values, or a template's references to its parameters."""

    slug: str
    """Client's slug: every resource name of its environments begins with it and a dash."""
    account_id: str
    boundary_arn: str

    def arn(self, service: str, resource: str, region: str = "*") -> str:
        """The ARN of something in this account; an empty region for services that have none."""
        return f"arn:aws:{service}:{region}:{self.account_id}:{resource}"

    @property
    def buckets(self) -> str:
        return f"arn:aws:s3:::{self.slug}-*"

    @property
    def tables(self) -> str:
        return self.arn("dynamodb", f"table/{self.slug}-*")

    @property
    def functions(self) -> str:
        return self.arn("lambda", f"function:{self.slug}-*")

    @property
    def log_groups(self) -> str:
        return self.arn("logs", f"log-group:/aws/lambda/{self.slug}-*")

    @property
    def roles(self) -> str:
        return self.arn("iam", f"role/{self.slug}-*", "")


def boundary_arn(account: Account) -> str | None:
    """The boundary that a stack's roles carry; None where the program uses its own credentials and nobody else made one."""
    return f"arn:aws:iam::{account.account_id}:policy/{BOUNDARY_POLICY}" if account.placement.enters_by_role else None


def boundary(names: AccountNames) -> PolicyDocument:
    """What functions and readers of client environments may be given."""
    return PolicyDocument(statements=(*_data(names), *_messages(names), *_nameless(), _pass_role(names), _bill(names)))


def _data(names: AccountNames) -> tuple[Statement, ...]:
    objects = actions("s3", "GetObject* PutObject* DeleteObject* AbortMultipartUpload ListMultipartUploadParts")
    items = actions(
        "dynamodb", "GetItem PutItem UpdateItem DeleteItem BatchGetItem BatchWriteItem ConditionCheckItem Query Scan DescribeTable"
    )
    keys = actions("kms", "Decrypt DescribeKey Encrypt GenerateDataKey* ReEncrypt*")
    return (
        Statement(sid="Buckets", actions=actions("s3", "GetBucket* ListBucket*"), resources=(names.buckets,)),
        Statement(sid="Objects", actions=objects, resources=(f"{names.buckets}/*",)),
        Statement(sid="Tables", actions=items, resources=(names.tables,)),
        Statement(sid="Keys", actions=keys, resources=(names.arn("kms", "key/*"),), conditions=TAGGED),
    )


def _messages(names: AccountNames) -> tuple[Statement, ...]:
    queues = actions("sqs", "ChangeMessageVisibility DeleteMessage GetQueueAttributes GetQueueUrl ReceiveMessage SendMessage")
    return (
        Statement(sid="Queues", actions=queues, resources=(names.arn("sqs", f"{names.slug}-*"),)),
        Statement(sid="Topics", actions=actions("sns", "Publish"), resources=(names.arn("sns", f"{names.slug}-*"),)),
        Statement(sid="Functions", actions=actions("lambda", "InvokeFunction"), resources=(names.functions,)),
        Statement(sid="Logs", actions=actions("logs", "CreateLogStream PutLogEvents"), resources=(names.log_groups,)),
    )


def _nameless() -> tuple[Statement, ...]:
    """What names no resource: analysis, traces, and the network interfaces of functions in a VPC."""
    traces = actions("xray", "GetSamplingRules GetSamplingTargets PutTelemetryRecords PutTraceSegments")
    analysis = (*actions("rekognition", "StartLabelDetection GetLabelDetection"), *traces)
    interfaces = actions(
        "ec2", "AssignPrivateIpAddresses CreateNetworkInterface DeleteNetworkInterface Describe* UnassignPrivateIpAddresses"
    )
    return (
        Statement(sid="Analysis", actions=analysis, resources=("*",)),
        Statement(sid="Interfaces", actions=interfaces, resources=("*",)),
    )


def _pass_role(names: AccountNames) -> Statement:
    to_rekognition = {"StringEquals": {"iam:PassedToService": "rekognition.amazonaws.com"}}
    return Statement(sid="RekognitionRole", actions=actions("iam", "PassRole"), resources=(names.roles,), conditions=to_rekognition)


def _bill(names: AccountNames) -> Statement:
    """The account's own bill, which billing's reader shows the client."""
    return Statement(sid="Bill", actions=actions("ce", "GetCostAndUsage"), resources=bill_arns(names.account_id))
