"""A stack's settings, checked once by `model.parsing` and handed to every part as they are."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from model.addresses import ANOMALY_MONITOR_ARN, AUDIT_PLACE, CERTIFICATE_ARN, DOMAIN, EMAIL, PrivateRange
from model.placement import Account
from model.rules import Each, OneOf, Whole
from model.slug import SLUG
from model.tags import CostAllocationTags
from model.terms import AT_COST, BillingTerms

TIMES_INCLUDED = 10
"""The monthly limit is this many times the included minutes: far above any usual month, far below a runaway."""
LIMIT_WITHOUT_INCLUDED = 1_000
"""Minutes a month where the price includes no volume: ten times a small client's hundred, about 100 USD of Rekognition Video."""

LOG_RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
"""Days that CloudWatch Logs accepts (PutRetentionPolicy, CloudWatch Logs API reference)."""
INTERFACE_ENDPOINTS = ("events", "kms", "lambda", "logs", "monitoring", "rekognition", "sns", "sqs", "sts", "xray")
"""Services, by the name in `com.amazonaws.<region>.<name>`, that a workload could ask for; the vehicle analysis needs `rekognition` alone.
S3 and DynamoDB always have gateway endpoints."""


class NetworkMode(StrEnum):
    NONE = "none"
    """No VPC: functions run in Lambda's own network. Costs nothing."""
    ISOLATED = "isolated"
    """A VPC without a way out: gateway endpoints for S3 and DynamoDB (free) and the interface endpoints that are named."""
    NAT = "nat"
    """A VPC with one NAT gateway."""


@dataclass(frozen=True, kw_only=True)
class NetworkSettings:
    """The network that the functions run in."""

    mode: Annotated[NetworkMode, OneOf(tuple(NetworkMode))] = NetworkMode.NONE
    """`none`, `isolated` (no way out but the endpoints) or `nat` (one gateway). Changing it makes another VPC and moves the functions, for
    which AWS takes up to 45 minutes; data stays where it is."""
    cidr: Annotated[str, PrivateRange()] = "10.20.0.0/16"
    """Address range of the VPC; read in the modes `isolated` and `nat`. Changing it replaces the VPC."""
    zones: Annotated[int, Whole(1, 3)] = 2
    """Availability zones of the VPC; an interface endpoint is paid for in each. Changing it makes another VPC."""
    endpoints: Annotated[tuple[str, ...], Each(OneOf(INTERFACE_ENDPOINTS), at_most=len(INTERFACE_ENDPOINTS))] = ()
    """Interface endpoints, by service; `isolated` needs `rekognition`, `none` has none. Changing it adds or removes endpoints."""


@dataclass(frozen=True, kw_only=True)
class StackSettings:
    """Everything that one client environment is told."""

    slug: Annotated[str, SLUG]
    """Short name of the client; every resource name begins with it. Changing it replaces everything."""
    tags: CostAllocationTags
    account: Account
    notify: Annotated[tuple[str, ...], Each(EMAIL, at_most=10)] = ()
    """E-mail addresses that hear about costs (10 is the limit of AWS Budgets); each must confirm once. Changing it replaces nothing."""
    monthly_budget_usd: Annotated[int, Whole(1, 1_000_000)] = 50
    """Threshold of alarm and budget in US dollars a month. Changing it replaces nothing."""
    anomaly_monitor_arn: Annotated[str | None, ANOMALY_MONITOR_ARN] = None
    """Cost anomaly monitor whose findings `notify` hears about; default: none. It is made once an account, outside of the client's stack,
    and AWS lets only its own account follow it. Changing it replaces nothing."""
    retention_days: Annotated[int, Whole(1, 3650)] = 30
    """Days that uploads and results are kept. Changing it replaces nothing; shortening it deletes data at the next nightly clean-up."""
    monthly_minutes_limit: Annotated[int | None, Whole(1, 10_000_000)] = None
    """Minutes of video a month beyond which videos are held until they are released; default: 10 × the included minutes, 1,000 where the
    price includes no volume. A video's length is known only afterwards, so a month may end beyond it by what was under way: as many videos
    as `maxConcurrentJobs`, twice as many while metering itself fails, of at most 6 hours each. Changing it replaces nothing."""
    max_concurrent_jobs: Annotated[int, Whole(1, 20)] = 10
    """Videos analysed at once, so that one client cannot take every slot: AWS allows about 20 an account and region. Changing it replaces
    nothing."""
    protect_data: bool = True
    """Whether buckets, tables and keys refuse to be deleted; take it off only where the data is not real. Changing it replaces nothing."""
    log_retention_days: Annotated[int, OneOf(LOG_RETENTION_DAYS)] = 30
    """Days that CloudWatch keeps logs. Changing it replaces nothing; shortening it deletes older logs."""
    network: NetworkSettings = field(default_factory=NetworkSettings)
    """The network that the functions run in; its keys stand below. Changing it moves the functions; data stays where it is."""
    billing: BillingTerms = AT_COST
    """What the client pays; its keys stand below. Needed in every placement but `own`, where the default is AWS cost. Changing it
    replaces nothing."""
    web_hosting: bool = True
    """Whether the client gets a web page behind CloudFront. Switching it off deletes the page, never data."""
    web_price_class: Annotated[str, OneOf(("PriceClass_100", "PriceClass_200", "PriceClass_All"))] = "PriceClass_100"
    """How far around the world CloudFront serves from: 100 is North America, Europe and Israel. Changing it replaces nothing."""
    web_domain: Annotated[str | None, DOMAIN] = None
    """Domain of the web page; default: the one that CloudFront gives. Needs a certificate. Changing it replaces nothing."""
    web_certificate_arn: Annotated[str | None, CERTIFICATE_ARN] = None
    """Certificate for `webDomain`, in the stack's account. Changing it replaces nothing."""
    audit_place: Annotated[str | None, AUDIT_PLACE] = None
    """Where `clientenv` writes its audit records: a folder, or `s3://bucket/prefix` in your account; default: `.clientenv/audit` beside the
    stack's file. Changing it replaces nothing; records stay where they are."""

    @property
    def prefix(self) -> str:
        """What every resource name begins with, such as `acme-prod`."""
        return f"{self.slug}-{self.tags.environment}"

    @property
    def minutes_limit(self) -> int:
        """Minutes of video a month beyond which videos are held: the limit that is set, or its default."""
        included = self.billing.included_minutes
        return self.monthly_minutes_limit or (TIMES_INCLUDED * included if included else LIMIT_WITHOUT_INCLUDED)

    @property
    def monthly_seconds_limit(self) -> int:
        """The same limit in metered seconds."""
        return 60 * self.minutes_limit
