"""Cost allocation tags: how AWS tells one client's costs from another's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from model.tag_rules import EXTRA_TAGS, TAG_VALUE, TAGS_A_RESOURCE


@dataclass(frozen=True, kw_only=True)
class CostAllocationTags:
    """The six tags that every resource of a client environment carries, and those that a stack adds."""

    client: Annotated[str, TAG_VALUE]
    """Who pays, in readable form. Cost Explorer and invoices group by it; changing it replaces nothing but splits the month in two."""
    project: Annotated[str, TAG_VALUE] = "VehicleAnalysis"
    """The solution that is deployed. Changing it replaces nothing."""
    environment: str
    """The stage, such as `dev` or `prod`."""
    cost_center: Annotated[str, TAG_VALUE] = "ClientBilling"
    """Where the cost is booked. Changing it replaces nothing."""
    owner: Annotated[str, TAG_VALUE]
    """Who answers for the resources: your company. Changing it replaces nothing."""
    billing_group: Annotated[str, TAG_VALUE] = "VehicleAnalysisClients"
    """The group of clients on operator reports. Changing it replaces nothing."""
    extra: Annotated[Mapping[str, str], EXTRA_TAGS] = field(default_factory=dict)
    """Further tags of your own. They give way to a resource's own tags and never touch the six. Changing them replaces nothing."""

    def as_aws(self) -> dict[str, str]:
        """Tag keys as they appear on the bill, extra ones included."""
        return {**self.extra, **self.six()}

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

    def over(self, own: Mapping[str, str]) -> dict[str, str]:
        """A resource's own tags with ours on top: its own stay, the six decide who pays.

        Raises ValueError beyond the fifty tags that AWS lets a resource carry.
        """
        merged = {**self.extra, **own, **self.six()}
        if len(merged) > TAGS_A_RESOURCE:
            raise ValueError(f"{len(merged)} tags, but AWS allows {TAGS_A_RESOURCE} on a resource. Take some out of `clientenv:tags`.")
        return merged
