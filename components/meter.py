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
    month_seconds: str
    """Metric of the calendar month's metered seconds so far: a level, said once an hour, from zero again on the 1st (UTC)."""
    month_videos: str
    """Metric of the videos that they are of; also a level."""
    counts: Mapping[str, str]
    """Further metrics that the dashboard shows, by title."""
    held: str
    """Metric that adds up what is held because the month's limit is reached."""

    def usd(self, seconds: str) -> str:
        """Metric math: cost of the metered seconds that stand under this id."""
        return f"{seconds} * {self.usd_a_minute} / 60"
