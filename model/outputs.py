"""What a client environment tells others: the agreement with billing, commands and the web page."""

from dataclasses import dataclass
from typing import Any

from model.stack_outputs import StackOutputs

SCHEMA_VERSION = 1
"""Raised whenever an output changes its meaning or goes away; a reader refuses what it does not know."""

BILLING_PREFIX = "billing/"
"""Where in the results bucket billing puts statements and documents for the web page; no retention ends them there."""


@dataclass(frozen=True, kw_only=True)
class EnvironmentOutputs(StackOutputs):
    """What the stack exports, by name."""

    VERSION = SCHEMA_VERSION

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
