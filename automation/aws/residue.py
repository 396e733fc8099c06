"""Asks AWS what an environment has left behind: by id, by tag and by name. What the answers mean is in `automation.deploying.residue`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC
from functools import partial
from threading import Lock
from time import sleep
from typing import Any

import boto3
import jmespath
from botocore.exceptions import BotoCoreError, ClientError

from automation.deploying.neighbours import Neighbours
from automation.deploying.residue import Found, Residue, Thing, is_named_by, sort_out, thing_of
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
from model.regions import BILLING_REGION

AT_ONCE = 8
"""Questions under way."""
GONE = ("notfound", "nosuch", "nonexistent", "doesnotexist", "unknownsubscription", "404")
"""Parts of the codes with which AWS says that something is not there."""
MAKING = Lock()
"""A session makes one client at a time."""
TAGS = ("Client", "Project", "Environment")
"""Tags that together name one stack."""


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


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """One account, looked through after a destruction."""

    session: boto3.Session
    """Inside the stack's account."""
    account_id: str
    home_region: str
    tags: Mapping[str, str]
    """The stack's cost allocation tags."""
    prefix: str
    """What the stack's names begin with, without the dash."""
    neighbours: Neighbours = field(default_factory=Neighbours)
    """The other stacks, whose things are not this one's residue."""
    patience: Sequence[float] = ()
    """Seconds to wait before looking again at what is left over: AWS goes on showing some things for a while after they are deleted."""
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict, init=False, repr=False)

    def residue(self, before: Iterable[Thing], still_in_state: Iterable[Thing]) -> Residue:
        """`before`: what the state had; `still_in_state`: what it has now."""
        before, kept, refused = set(before), set(still_in_state), list[str]()
        found = self._those_there(before | kept | self._listed(before, refused), refused)
        for pause in self.patience:
            if not (left := {each.thing for each in found if each.thing not in kept and each.ends is None}):
                break
            sleep(pause)
            found = [each for each in found if each.thing not in left] + self._those_there(left, refused)
        return sort_out(found, kept, sorted(set(refused)))

    def _those_there(self, candidates: Iterable[Thing], refused: list[str]) -> list[Found]:
        """Each once, also where it was asked for in two regions."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = pool.map(lambda thing: self._asked(thing, refused), sorted(candidates))
            return list({each.thing: each for each in found if each}.values())

    def _asked(self, thing: Thing, refused: list[str]) -> Found | None:
        """The thing, if it is there. What nobody here knows how to ask for is taken to be there."""
        question = QUESTIONS.get(thing.type)
        if question is None:
            return Found(thing=thing)
        names = dict(question.names(thing.id)) | ({"AccountId": self.account_id} if thing.type == BUDGET else {})
        try:
            answer = getattr(self._client(question.service, thing.region), question.call)(**names)
        except (ClientError, BotoCoreError) as error:
            if not _says_gone(error):
                refused.append(f"whether {thing.kind.words} {thing.id} is there: {error}")
            return None
        if thing.type == LOG_GROUP and all(each["logGroupName"] != thing.id for each in answer["logGroups"]):
            return None
        return question.found(thing, answer) if jmespath.search(question.there, answer) else None

    def _listed(self, before: Collection[Thing], refused: list[str]) -> set[Thing]:
        """What carries the stack's tags or goes by its names, whatever the state says."""
        found: set[Thing] = set()
        looks: list[tuple[str, Callable[[], Iterator[Thing]]]] = []
        for region in self._regions:
            looks.append((f"what carries the stack's tags in {region}", partial(self._tagged, region, before, refused)))
            looks.append((f"alarms in {region}", partial(self._alarms, region)))
            looks.append((f"log groups in {region}", partial(self._log_groups, region)))
            looks.append((f"backups in {region}", partial(self._backups, region, before)))
        looks.append(("dashboards", self._dashboards))
        for what, look in looks:
            try:
                found |= set(look())
            except (ClientError, BotoCoreError) as error:
                refused.append(f"{what}: {error}")
        return found

    @property
    def _regions(self) -> list[str]:
        return sorted({self.home_region, BILLING_REGION})

    def _tagged(self, region: str, before: Collection[Thing], refused: list[str]) -> Iterator[Thing]:
        """Without what belongs to another stack: one client may have several with the same tags in an account."""
        filters = [{"Key": key, "Values": [self.tags[key]]} for key in TAGS]
        for each in self._pages("resourcegroupstaggingapi", region, "get_resources", "ResourceTagMappingList[]", TagFilters=filters):
            arn, called = each["ResourceARN"], [tag["Value"] for tag in each.get("Tags", []) if tag["Key"] == "Name"]
            thing = thing_of(arn, self.home_region)
            if self.neighbours.own(arn, thing, self.prefix, called):
                continue
            if thing not in before and self.neighbours.may_own(arn, self.prefix, called):
                refused.append(f"whose {arn} is: {self.neighbours.why_unclear}")
                continue
            yield thing

    def _alarms(self, region: str) -> Iterator[Thing]:
        for name in self._pages("cloudwatch", region, "describe_alarms", "MetricAlarms[].AlarmName", AlarmNamePrefix=f"{self.prefix}-"):
            if is_named_by(name, self.prefix, self.neighbours.prefixes):
                yield Thing(type=ALARM, id=name, region=region)

    def _dashboards(self) -> Iterator[Thing]:
        """The same ones in every region, and none that the list of tags names."""
        asked = {"DashboardNamePrefix": f"{self.prefix}-"}
        for name in self._pages("cloudwatch", self.home_region, "list_dashboards", "DashboardEntries[].DashboardName", **asked):
            if is_named_by(name, self.prefix, self.neighbours.prefixes):
                yield Thing(type=DASHBOARD, id=name, region=self.home_region)

    def _log_groups(self, region: str) -> Iterator[Thing]:
        """A function that dies writes its last words into a group that nobody tags any more."""
        for start in ("/aws/lambda/", ""):
            asked = {"logGroupNamePrefix": f"{start}{self.prefix}-"}
            for name in self._pages("logs", region, "describe_log_groups", "logGroups[].logGroupName", **asked):
                if is_named_by(name.removeprefix(start), self.prefix, self.neighbours.prefixes):
                    yield Thing(type=LOG_GROUP, id=name, region=region)

    def _backups(self, region: str, before: Collection[Thing]) -> Iterator[Thing]:
        """Those that somebody made, also of a table that no state knows any more: all that the account has, by the name of the table.

        The backup that AWS makes of a deleted table is free, and gone after 35 days.
        """
        tables = {thing.id for thing in before if thing.type == TABLE and thing.region == region}
        dynamodb, asked = self._client("dynamodb", region), {"BackupType": "USER"}
        while True:
            page = dynamodb.list_backups(**asked)
            for each in page["BackupSummaries"]:
                table = each["TableName"]
                if table in tables or is_named_by(table, self.prefix, self.neighbours.prefixes):
                    yield Thing(type=BACKUP, id=each["BackupArn"], region=region)
            if not (after := page.get("LastEvaluatedBackupArn")):
                return
            asked["ExclusiveStartBackupArn"] = after

    def _pages(self, service: str, region: str, call: str, names: str, **asked: Any) -> Iterator[Any]:
        yield from self._client(service, region).get_paginator(call).paginate(**asked).search(names)

    def _client(self, service: str, region: str) -> Any:
        with MAKING:
            if (service, region) not in self._clients:
                self._clients[service, region] = self.session.client(service, region_name=region)
            return self._clients[service, region]


def _says_gone(error: Exception) -> bool:
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
    return any(each in code.lower() for each in GONE)
