"""How the addresses in a stack's settings look: e-mail, domain, certificate, anomaly monitor, network range."""

from dataclasses import dataclass
from ipaddress import IPv4Network

from model.rules import Matches

EMAIL = Matches(
    r"(?=.{3,254}$)[^@\s,;<>()\"]+@([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63}", "an e-mail address", "ops@example.com"
)
DOMAIN = Matches(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", "a domain name in lower case", "videos.acme.example")
CERTIFICATE_ARN = Matches(
    r"arn:aws:acm:us-east-1:[0-9]{12}:certificate/[a-z0-9-]+",
    "the ARN of a certificate in us-east-1 (CloudFront reads no other region)",
    "arn:aws:acm:us-east-1:222222222222:certificate/7a1b...",
)
ANOMALY_MONITOR_ARN = Matches(
    r"arn:aws:ce::[0-9]{12}:anomalymonitor/[a-z0-9-]+",
    "the ARN of a cost anomaly monitor",
    "arn:aws:ce::222222222222:anomalymonitor/7a1b...",
)
AUDIT_PLACE = Matches(
    r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^\s]*)?|(?!.*://)[^\s:]+", "a folder, or s3://bucket/prefix", "s3://audit/clientenv"
)

PRIVATE = tuple(IPv4Network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""Address ranges that belong to nobody (RFC 1918)."""


@dataclass(frozen=True)
class PrivateRange:
    """An IPv4 range for a VPC, with room for subnets in each zone."""

    text: str = "a private IPv4 range (RFC 1918) from /16 to /24"
    example: str = "10.20.0.0/16"

    def remedy(self, value: str) -> str | None:
        return None if self._fits(value) else f"Write it like {self.example}."

    @staticmethod
    def _fits(value: str) -> bool:
        try:
            network = IPv4Network(value)
        except ValueError:
            return False
        return "/" in value and 16 <= network.prefixlen <= 24 and any(network.subnet_of(private) for private in PRIVATE)
