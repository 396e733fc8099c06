"""What a client environment tells others: the agreement with billing, commands and the web page."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

SCHEMA_VERSION = 1
"""Raised whenever an output changes its meaning or goes away; a reader refuses what it does not know."""

BILLING_PREFIX = "billing/"
"""Where in the results bucket billing puts statements and documents for the web page; no retention ends them there."""


@dataclass(frozen=True, kw_only=True)
class EnvironmentOutputs:
    """Stack outputs, none of them secret. Typed Any: the program fills in Pulumi Outputs, readers get plain values."""

    schema_version: Any = SCHEMA_VERSION
    client: Any
    slug: Any
    environment: Any
    placement: Any
    account_id: Any
    home_region: Any
    tags: Any
    """The tags of `CostAllocationTags.as_aws()`."""
    billing_terms: Any
    """The terms as `model.terms_record.as_record` writes them; amounts are decimal strings."""
    usage_table_arn: Any
    usage_reader_role_arn: Any
    uploads_bucket: Any
    results_bucket: Any
    web_bucket: Any = None
    """None where web hosting is off; `web_distribution_id` and `web_url` too."""
    web_distribution_id: Any = None
    web_url: Any = None
    cost_topic_arn: Any = None
    deployment_role_arn: Any = None
    """None where the program goes in with its own credentials."""
    dashboard_url: Any = None

    def as_exports(self) -> dict[str, Any]:
        """Stack output name to value; the only place where output names are spelt."""
        return dict(vars(self))  # not asdict: it copies values, and an Output cannot be copied

    @classmethod
    def from_outputs(cls, outputs: Mapping[str, Any]) -> Self:
        """The outputs of another stack. Outputs that are not ours are left alone; the engine leaves out what is None.

        Raises ValueError where another output is missing or the stack speaks another schema version.
        """
        names = [field.name for field in fields(cls)]
        if missing := [field.name for field in fields(cls) if field.default is not None and field.name not in outputs]:
            raise ValueError(
                f"these stack outputs are missing: {', '.join(missing)}. Run `pulumi up` on that stack with this version of clientenv."
            )
        if outputs["schema_version"] != SCHEMA_VERSION:
            raise ValueError(
                f"the stack's outputs have schema_version {outputs['schema_version']}, this program reads {SCHEMA_VERSION}. "
                "Run `pulumi up` on that stack with this version of clientenv, or use the version that deployed it."
            )
        return cls(**{name: outputs.get(name) for name in names})
