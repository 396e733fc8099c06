"""Whether AWS's quotas leave room for what the stack wants."""

from collections.abc import Callable
from dataclasses import dataclass

from automation.checks import Check, Subject, Weight
from automation.doctoring.answer import Answer
from automation.doctoring.deployed import Deployed
from model.settings import NetworkMode, StackSettings

OF_FUNCTIONS = Subject(id="quota-functions", title="Quota: functions at once", weight=Weight.INFORMS)
OF_ANALYSES = Subject(id="quota-analyses", title="Quota: analyses at once", weight=Weight.INFORMS)
OF_NETWORKS = Subject(id="quota-networks", title="Quota: VPCs")
OF_ADDRESSES = Subject(id="quota-addresses", title="Quota: Elastic IPs")
A_NEW_ACCOUNTS = 10
"""Functions that a brand-new account may run at once; other accounts have 1,000 a region."""
ASK = "https://console.aws.amazon.com/servicequotas/home/services"


@dataclass(frozen=True, kw_only=True)
class InUse:
    """A quota and what is used of it, in one region."""

    limit: int
    used: int


Ask = Callable[[], Answer[InUse]]


def check_functions(limit: Answer[int]) -> Check:
    if limit.value is None:
        return OF_FUNCTIONS.not_tested(limit.refused)
    if limit.value <= A_NEW_ACCOUNTS:
        return OF_FUNCTIONS.failed(
            f"{limit.value}, that of a new account",
            f"Functions wait for each other, and are throttled under load. Ask for 1000 concurrent executions: {ASK}/lambda/quotas",
        )
    return OF_FUNCTIONS.passed(str(limit.value))


def check_analyses(settings: StackSettings, limit: Answer[int | None]) -> Check:
    """Shared by every environment of the account and region."""
    if limit.refused:
        return OF_ANALYSES.not_tested(limit.refused)
    if limit.value is None:
        return OF_ANALYSES.not_tested("Service Quotas does not list Rekognition's; AWS's default is 20")
    told = f"{limit.value}, clientenv:maxConcurrentJobs is {settings.max_concurrent_jobs}"
    if limit.value < settings.max_concurrent_jobs:
        return OF_ANALYSES.failed(told, f"Videos wait longer, nothing is lost. Set it to {limit.value}, or ask: {ASK}/rekognition/quotas")
    return OF_ANALYSES.passed(told)


def check_network(settings: StackSettings, deployed: Deployed, vpcs: Ask, addresses: Ask) -> tuple[Check, ...]:
    """Of a network that is still to be made; one that is there uses its own already. Asks only what it needs."""
    mode = settings.network.mode
    if mode is NetworkMode.NONE or deployed.has_network:
        return ()
    room = (check_room(OF_NETWORKS, vpcs(), "vpc"),)
    return (*room, check_room(OF_ADDRESSES, addresses(), "ec2")) if mode is NetworkMode.NAT else room


def check_room(subject: Subject, found: Answer[InUse], service: str) -> Check:
    """Without room for one more AWS refuses it, in the middle of a deployment."""
    if found.value is None:
        return subject.not_tested(found.refused)
    told = f"{found.value.used} of {found.value.limit} are used, the stack wants one more"
    if found.value.used >= found.value.limit:
        return subject.failed(told, f"The deployment would end half-way. Delete one, or ask for more: {ASK}/{service}/quotas")
    return subject.passed(told)
