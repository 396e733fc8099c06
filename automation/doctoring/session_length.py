"""Whether the credentials last as long as the deployment is likely to take."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from automation.checks import Check, Subject, Weight
from automation.doctoring.deployed import Deployed
from model.settings import NetworkMode, StackSettings

OF_SESSION = Subject(id="session", title="Length of the session")
CHAINED_MINUTES = 60
"""Longest session of a role that was assumed with another role's session (IAM User Guide, "Role chaining")."""
A_MINUTE = 30
"""Resources that a deployment gets through in a minute: about ten at once, some of them waiting for others."""
USUAL_RESOURCES = 150
"""Resources of a client environment; those of the first deployment are not counted before it."""
CLOUDFRONT_MINUTES = 15
"""For a distribution to be made or changed everywhere."""
ENDPOINT_MINUTES = 5
"""For interface endpoints or a NAT gateway to be made."""
MOVE_MINUTES = 45
"""For functions to be moved into a network or out of one (`model.settings.NetworkSettings.mode`)."""


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """Whose they are."""

    account_id: str
    arn: str
    """As AWS names them."""
    ends: datetime | None = None
    """End of the session, where whoever made it has said so."""

    @property
    def is_session_of_a_role(self) -> bool:
        return ":assumed-role/" in self.arn


def expected_minutes(settings: StackSettings, deployed: Deployed) -> int:
    """How long the next deployment takes at the worst; usually far less, because little changes."""
    network = settings.network.mode is not NetworkMode.NONE
    first = not deployed.resources
    minutes = ceil((deployed.resources or USUAL_RESOURCES) / A_MINUTE)
    minutes += CLOUDFRONT_MINUTES if settings.web_hosting else 0
    minutes += ENDPOINT_MINUTES if network and not deployed.has_network else 0
    minutes += MOVE_MINUTES if not first and network != deployed.has_network else 0
    return minutes


def check_session(settings: StackSettings, own: Credentials, minutes: int, now: datetime) -> Check:
    """A session that ends within a deployment leaves it half-done; the next one goes on from there."""
    expected = f"a deployment takes up to {minutes} min"
    if own.ends and (left := int((own.ends - now).total_seconds() // 60)) < minutes:
        return OF_SESSION.failed(f"it ends in {max(left, 0)} min; {expected}", "Log in again, then deploy.")
    chained = own.is_session_of_a_role and settings.account.placement.enters_by_role
    if chained and minutes > CHAINED_MINUTES:
        return OF_SESSION.failed(
            f"{CHAINED_MINUTES} min, as a role enters through another one; {expected}",
            "AWS ends such a session after an hour, and no setting makes it longer. Deploy with a user's own credentials, or be ready to "
            "run it again: it goes on where it stopped.",
            Weight.INFORMS,
        )
    return OF_SESSION.passed(f"{_length(own, chained, now)}; {expected}")


def _length(own: Credentials, chained: bool, now: datetime) -> str:
    if own.ends:
        return f"it ends in {int((own.ends - now).total_seconds() // 60)} min"
    if chained:
        return f"{CHAINED_MINUTES} min, as a role enters through another one"
    return "temporary, nobody says until when" if own.is_session_of_a_role else "no end"
