"""Settings and surroundings for tests, one set a placement."""

from functools import cache
from typing import Any

from components.client_environment import ClientEnvironment
from components.encryption_key import EncryptionKey, EncryptionKeyArgs
from components.network import Network, NetworkArgs
from components.surroundings import Surroundings
from components.tagging import tag_everything
from model.placement import Account, Placement, deployment_role_arn
from model.settings import NetworkMode, NetworkSettings, StackSettings
from model.tags import CostAllocationTags
from tests.components.recording import YOURS, Deployment

THEIRS = "222222222222"
EXTERNAL_ID = "0123456789abcdef"
NO_VPC = NetworkSettings()
ISOLATED = NetworkSettings(mode=NetworkMode.ISOLATED, endpoints=("rekognition",))
NAT = NetworkSettings(mode=NetworkMode.NAT)
EVERY_ENVIRONMENT = [(placement, network) for placement in Placement for network in (NO_VPC, ISOLATED, NAT)]


def account(placement: Placement) -> Account:
    theirs = placement.enters_by_role
    account_id = THEIRS if theirs else YOURS
    return Account(
        placement=placement,
        account_id=account_id,
        home_region="us-east-1",
        deployment_role_arn=deployment_role_arn(account_id) if theirs else None,
        external_id=EXTERNAL_ID if placement is Placement.CLIENT else None,
        billing_account_id=YOURS if theirs else None,
    )


def settings(placement: Placement = Placement.CLIENT, **more: Any) -> StackSettings:
    tags = CostAllocationTags(client="Acme", environment="prod", owner="Consultancy")
    return StackSettings(slug="acme", tags=tags, account=account(placement), **more)


def surroundings(placement: Placement = Placement.CLIENT, **more: Any) -> Surroundings:
    """For a component alone; only within a deployment."""
    around = settings(placement, **more)
    key = EncryptionKey("acme-prod", EncryptionKeyArgs(account_id=around.account.account_id))
    in_a_vpc = around.network.mode is not NetworkMode.NONE
    network = Network("acme-prod", NetworkArgs(settings=around.network, region="us-east-1")) if in_a_vpc else None
    return Surroundings(settings=around, key=key, network=network)


def whole(placement: Placement = Placement.CLIENT, network: NetworkSettings = NO_VPC, **more: Any) -> Deployment:
    """A whole environment, deployed once for all tests that only look at it; `deployment.environment` is the component."""
    return _deployed(placement, network, **more)


@cache
def _deployed(placement: Placement, network: NetworkSettings, **more: Any) -> Deployment:
    """However `whole` was asked for it: a default that is named is the same environment."""
    deployment = Deployment()
    around = settings(placement, network=network, **more)

    def program() -> ClientEnvironment:
        tag_everything(around.tags)
        return ClientEnvironment(around.prefix, around)

    deployment.environment = deployment.deploy(program)
    return deployment
