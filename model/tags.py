"""Cost allocation tags: how AWS tells one client's costs from another's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from model.slug import ENVIRONMENT
from model.tag_rules import EXTRA_TAGS, TAG_VALUE, TAGS_A_RESOURCE


@dataclass(frozen=True, kw_only=True)
class CostAllocationTags:
    """The six tags that every resource of a client environment carries, and those that a stack adds."""

    client: Annotated[str, TAG_VALUE]
    """Who pays, in readable form. Cost Explorer and invoices group by it. Changing it replaces nothing, but the month is
    split between two names."""
    environment: Annotated[str, ENVIRONMENT]
    """Stage, such as `dev` or `prod`; the second part of every resource name. Changing it replaces everything."""
    project: Annotated[str, TAG_VALUE] = "VehicleAnalysis"
    """The solution that is deployed. Changing it replaces nothing."""
    cost_center: Annotated[str, TAG_VALUE] = "ClientBilling"
    """Where the cost is booked. Changing it replaces nothing."""
    owner: Annotated[str, TAG_VALUE]
    """Who answers for the resources: your company. Changing it replaces nothing."""
    billing_group: Annotated[str, TAG_VALUE] = "VehicleAnalysisClients"
    """The group of clients that the operator's reports put together. Changing it replaces nothing."""
    extra: Annotated[Mapping[str, str], EXTRA_TAGS] = field(default_factory=dict)
    """Further tags of your own; a resource's own tags and the six come before them. Changing them replaces nothing."""

    def six(self) -> dict[str, str]:
        """The six alone: what goes on S3 objects, which carry ten tags at most."""
        return {
            "Client": self.client,
            "Project": self.project,
            "Environment": self.environment,
            "CostCenter": self.cost_center,
            "Owner": self.owner,
            "BillingGroup": self.billing_group,
        }

    def as_aws(self) -> dict[str, str]:
        """Every tag by its key on the bill, the extra ones included."""
        return {**self.extra, **self.six()}

    def over(self, own: Mapping[str, str]) -> dict[str, str]:
        """A resource's own tags with ours on top: its own stay, the six decide who pays.

        Raises ValueError beyond the fifty tags that AWS lets a resource carry.
        """
        merged = {**self.extra, **own, **self.six()}
        if len(merged) > TAGS_A_RESOURCE:
            raise ValueError(f"{len(merged)} tags, but AWS allows {TAGS_A_RESOURCE} on a resource. Take some out of `clientenv:tags`.")
        return merged


class TagSource(StrEnum):
    """Who spells a tag key in a way of its own."""

    RESOURCE = "resource"
    """The resource itself, the tagging API, Cost Explorer's filters, tag activation."""
    COST_EXPLORER_GROUP = "cost explorer group"
    """`Keys` of a Cost Explorer answer grouped by tag."""
    BUDGET = "budget"
    """A budget's `TagKeyValue` filter; any other spelling matches nothing and shows $0 for ever."""
    CUR_2 = "cur 2.0"
    """Keys of the maps `resource_tags` and, in newer exports, `tags`."""
    CUR_LEGACY = "cur legacy"
    """A column for each key, in Parquet and in CSV."""
    FOCUS = "focus"
    """Keys of the map `Tags`."""


SPELLINGS: Mapping[TagSource, tuple[str, ...]] = {
    TagSource.RESOURCE: ("{key}",),
    TagSource.COST_EXPLORER_GROUP: ("{key}$",),
    TagSource.BUDGET: ("user:{key}$",),
    TagSource.CUR_2: ("user_{snake}", "user:{key}", "resourceTags/user_{snake}", "resourceTags/user:{key}", "resourceTags/{key}"),
    TagSource.CUR_LEGACY: ("resource_tags_user_{snake}", "resourceTags/user:{key}"),
    TagSource.FOCUS: ("{key}", "user:{key}", "resourceTags/{key}"),
}
"""How each source spells a key, the usual spelling first; where it ends in `$` the value follows at once.

Sources: AWS Cost Management and Data Exports user guides (table dictionaries, "Tags column"), FOCUS 1.2 section Tags, read in November
2026; several spellings where the guides and the exports in use differ."""


def spelling(source: TagSource, key: str) -> str:
    """The usual spelling: `CostCenter` is `user_cost_center` in CUR 2.0."""
    return spellings(source, key)[0]


def spellings(source: TagSource, key: str) -> tuple[str, ...]:
    """Every spelling that the source is known to use, the usual one first."""
    snake = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower())
    return tuple(pattern.format(key=key, snake=snake) for pattern in SPELLINGS[source])


def value_in(source: TagSource, labels: Mapping[str, str], key: str) -> str | None:
    """The key's value in a row's tags, whatever the spelling; None where the row does not carry it or carries it empty."""
    return next((labels[spelt] for spelt in spellings(source, key) if labels.get(spelt)), None)


def value_of_group(group: str, key: str) -> str:
    """The value in a Cost Explorer group key: `Client$acme` is `acme`, `Client$` is empty (untagged), `Client$a$b` is `a$b`.

    Raises ValueError where the group was not made by that key.
    """
    prefix = spelling(TagSource.COST_EXPLORER_GROUP, key)
    if not group.startswith(prefix):
        raise ValueError(f"the group {group!r} is not one of the tag {key}: it does not begin with {prefix}")
    return group.removeprefix(prefix)
