"""What a solution meters, as CloudWatch sees it: the only sign of its cost that comes at once, and that tells clients apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Meter:
    """Metrics that a solution's functions write. Each costs 0.30 USD a month in which it is written (aws.amazon.com/cloudwatch/pricing)."""

    namespace: str
    """CloudWatch namespace of all of them."""
    dimensions: Mapping[str, str]
    """Dimensions of all of them."""
    seconds: str
    """Metric that adds up metered seconds."""
    usd_a_minute: Decimal
    """What AWS charges for a metered minute, in US dollars: for warnings, not for invoices."""
    counts: Mapping[str, str]
    """Further metrics that the dashboard shows, by title."""
    held: str
    """Metric that adds up what is held because the month's limit is reached."""

    def usd(self, seconds: str) -> str:
        """Metric math: cost of the metered seconds that stand under this id."""
        return f"{seconds} * {self.usd_a_minute} / 60"
