"""Lists what may be left of an environment whatever its state says: by tag, by name, and backups by their table."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from automation.aws.regional_clients import RegionalClients
from automation.deploying.neighbours import Neighbours
from automation.deploying.residue import Thing, is_named_by, thing_of
from automation.deploying.residue_kinds import ALARM, BACKUP, DASHBOARD, LOG_GROUP, TABLE
from model.regions import BILLING_REGION

TAGS = ("Client", "Project", "Environment")
"""Tags that together name one stack."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What one stack's account lists of it."""

    clients: RegionalClients
    """Inside the stack's account."""
    home_region: str
    tags: Mapping[str, str]
    """The stack's cost allocation tags."""
    prefix: str
    """What the stack's names begin with, without the dash."""
    neighbours: Neighbours = field(default_factory=Neighbours)
    """The other stacks, whose things are not this one's residue."""

    def things(self, before: Collection[Thing], refused: list[str]) -> set[Thing]:
        """What carries the stack's tags or goes by its names, whatever the state says. What AWS does not tell is added to `refused`.

        `before`: what the state had.
        """
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
        dynamodb, asked = self.clients.client("dynamodb", region), {"BackupType": "USER"}
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
        yield from self.clients.client(service, region).get_paginator(call).paginate(**asked).search(names)
