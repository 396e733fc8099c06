"""What cannot be true together in a stack's settings, though each value keeps its own rule.

Each check looks at `Known`: values that keep their rules, by key. A key that is missing or wrong is not there, so a check that needs it is
silent until it has been corrected.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.placement import Placement, deployment_role_arn
from model.problems import HIDDEN, Problem
from model.settings import NetworkMode
from model.term_contradictions import term_contradictions


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a stack's settings while they are being checked."""

    values: Mapping[str, Any]
    """Key, with its path inside an object, to its value or default."""
    given: Collection[str]
    """Keys that the stack file sets."""
    secrets: Collection[str]
    """Keys that are encrypted."""
    stack: str

    @property
    def placement(self) -> Placement | None:
        return self.values.get("placement")

    def has(self, key: str) -> bool:
        """Whether the stack file sets it, and well."""
        return key in self.given and key in self.values


def contradictions(known: Known) -> Iterator[Problem]:
    """Every contradiction between two settings of a stack."""
    for check in CHECKS:
        yield from check(known)


def set_secret(stack: str) -> str:
    """The command that sets the ExternalId; it asks for the value, which so stays out of the shell's history."""
    return f"  pulumi config set --secret clientenv:externalId -s {stack}"


def external_id(known: Known) -> Iterator[Problem]:
    if "externalId" not in known.given:
        if known.placement and known.placement.enters_by_role:
            rule = "That account is entered with an ExternalId: without it, who knows the role's ARN could have you work for them."
            yield Problem(
                key="externalId", value="", rule=rule, remedy=f"Set the one from the client's onboarding:\n{set_secret(known.stack)}"
            )
    elif known.placement and not known.placement.enters_by_role:
        rule = f"Placement {known.placement} uses your own credentials and assumes no role."
        yield Problem(key="externalId", value=HIDDEN, rule=rule, remedy=f"Take it out:\n{remove('externalId', known.stack)}")
    elif "externalId" not in known.secrets:
        rule = "It must be encrypted; here it stands in clear text."
        yield Problem(key="externalId", value=HIDDEN, rule=rule, remedy=f"Set it again, encrypted:\n{set_secret(known.stack)}")


def remove(key: str, stack: str) -> str:
    return f"  pulumi config rm clientenv:{key} -s {stack}"


def deployment_role(known: Known) -> Iterator[Problem]:
    if not known.has("deploymentRoleArn") or not known.placement:
        return
    arn, account = known.values["deploymentRoleArn"], known.values.get("accountId")
    if not known.placement.enters_by_role:
        rule = f"Placement {known.placement} uses your own credentials and assumes no role."
        yield Problem(key="deploymentRoleArn", value=arn, rule=rule, remedy=f"Take it out:\n{remove('deploymentRoleArn', known.stack)}")
    elif account and f"::{account}:" not in arn:
        rule = f"The role must be in the stack's account, {account}."
        remedy = f"Take it out (the default is {deployment_role_arn(account)}) or correct accountId."
        yield Problem(key="deploymentRoleArn", value=arn, rule=rule, remedy=remedy)


def billing_account(known: Known) -> Iterator[Problem]:
    if known.placement and known.placement.enters_by_role and "billingAccountId" not in known.given:
        rule = f"The account of a {known.placement} stack is not yours, so it must be told which account may read the usage."
        command = f'  pulumi config set clientenv:billingAccountId "111111111111" -s {known.stack}'
        yield Problem(key="billingAccountId", value="", rule=rule, remedy=f"Set the account in which your billing runs:\n{command}")


def network(known: Known) -> Iterator[Problem]:
    mode, endpoints = known.values.get("network.mode"), known.values.get("network.endpoints")
    if mode is None or endpoints is None:
        return
    if mode is NetworkMode.NONE and endpoints:
        rule = "Without a VPC (network.mode none) there is nothing to put an endpoint into."
        yield Problem(
            key="network.endpoints", value=", ".join(endpoints), rule=rule, remedy="Take it out, or set network.mode to isolated."
        )
    if mode is NetworkMode.ISOLATED and "rekognition" not in endpoints:
        rule = "An isolated network has no way to Rekognition but its endpoint."
        yield Problem(key="network.endpoints", value=", ".join(endpoints), rule=rule, remedy="Add rekognition, or set network.mode to nat.")


def web(known: Known) -> Iterator[Problem]:
    domain, certificate, account = (known.values.get(key) for key in ("webDomain", "webCertificateArn", "accountId"))
    if domain and "webCertificateArn" not in known.given:
        rule = "CloudFront serves a domain of its own only with a certificate for it."
        yield Problem(key="webDomain", value=domain, rule=rule, remedy="Set webCertificateArn to a certificate in us-east-1.")
    if certificate and "webDomain" not in known.given:
        rule = "A certificate is for a domain, and none is set."
        yield Problem(key="webCertificateArn", value=certificate, rule=rule, remedy="Set webDomain, or take the certificate out.")
    if domain and known.values.get("webHosting") is False:
        rule = "There is no web page to give a domain to: webHosting is false."
        yield Problem(key="webDomain", value=domain, rule=rule, remedy="Take it out, or set webHosting to true.")
    if certificate and account and f":{account}:" not in certificate:
        rule = f"CloudFront reads certificates of its own account only, {account}."
        yield Problem(key="webCertificateArn", value=certificate, rule=rule, remedy="Request the certificate in that account.")


def anomaly_monitor(known: Known) -> Iterator[Problem]:
    monitor, account = known.values.get("anomalyMonitorArn"), known.values.get("accountId")
    if monitor and account and f"::{account}:" not in monitor:
        rule = f"A monitor can be followed from its own account only, and this stack is in {account}."
        remedy = f"Name a monitor of that account, or take it out:\n{remove('anomalyMonitorArn', known.stack)}"
        yield Problem(key="anomalyMonitorArn", value=monitor, rule=rule, remedy=remedy)


def billing(known: Known) -> Iterator[Problem]:
    placement = known.placement
    yield from term_contradictions(known.values, placement)
    if placement and placement is not Placement.OWN and "billing" not in known.given:
        rule = f"What the client pays must be said in placement {placement}: an invoice cannot guess it."
        command = f"  pulumi config set --path clientenv:billing.model perMinute -s {known.stack}"
        yield Problem(key="billing", value="", rule=rule, remedy=f"Choose a model, then its price:\n{command}")


CHECKS: tuple[Callable[[Known], Iterator[Problem]], ...] = (
    external_id,
    deployment_role,
    billing_account,
    network,
    web,
    anomaly_monitor,
    billing,
)
