"""Enters the account of a stack, or refuses: the wrong account is found out before anything is changed.

By botocore alone, which is there sooner than boto3: every command on a stack waits for this.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from automation.exits import Exit, Stop
from model.placement import deployment_role_arn
from model.settings import StackSettings

if TYPE_CHECKING:
    import boto3

SESSION_NAME = "clientenv"
DENIED = ("AccessDenied", "AccessDeniedException")


@dataclass(frozen=True, kw_only=True)
class Entered:
    """The account of a stack, from inside."""

    account_id: str
    by: str
    """ARN of whoever typed the command, as AWS names them."""
    core: Session = field(repr=False)
    """What `session` is made from, botocore's own; the same as `own_core` where no role is between them."""
    own_core: Session = field(repr=False)
    """What `own` is made from."""

    @cached_property
    def session(self) -> "boto3.Session":
        """Works in the stack's account, in its home region."""
        return self.own if self.core is self.own_core else _boto3_session(self.core)

    @cached_property
    def own(self) -> "boto3.Session":
        """Works with the credentials of whoever typed the command."""
        return _boto3_session(self.own_core)


def enter(stack: str, settings: StackSettings, external_id: Callable[[], str], session: Session | None = None) -> Entered:
    """`external_id` is asked where the account is entered by role alone. Raises Stop, with both accounts where they differ."""
    region, wanted = settings.account.home_region, settings.account.account_id
    own = session or _session(region)
    try:
        identity = own.create_client("sts", region_name=region).get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise Stop(Exit.FAULT, f"AWS cannot be asked who you are: {error}\nNothing was changed. Log in, then run this again.") from error
    try:
        inside = _inside(stack, settings, external_id, own, identity)
    except Stop as stop:
        stop.by = identity["Arn"]
        raise
    return Entered(account_id=wanted, by=identity["Arn"], core=inside, own_core=own)


def _inside(stack: str, settings: StackSettings, external_id: Callable[[], str], own: Session, identity: dict[str, str]) -> Session:
    wanted = settings.account.account_id
    if settings.account.placement.enters_by_role:
        return _by_role(stack, settings, external_id(), own, identity)
    if identity["Account"] != wanted:
        raise Stop(Exit.REFUSED, f"{_belongs(stack, wanted)}, but {_these(identity)}. {_remedy(stack, f'account {wanted}')}")
    return own


def _by_role(stack: str, settings: StackSettings, external_id: str, own: Session, identity: dict[str, str]) -> Session:
    account, region = settings.account, settings.account.home_region
    role = account.deployment_role_arn or deployment_role_arn(account.account_id)
    sts = own.create_client("sts", region_name=region)
    try:
        keys = sts.assume_role(RoleArn=role, RoleSessionName=SESSION_NAME, ExternalId=external_id)["Credentials"]
    except ClientError as error:
        if error.response["Error"]["Code"] not in DENIED:
            raise Stop(Exit.FAULT, f"{role} cannot be assumed: {error}. Nothing was changed.") from error
        trusted = f"the account that the role trusts ({account.read_by})"
        raise Stop(
            Exit.REFUSED,
            f"{_belongs(stack, account.account_id)}, entered through {role}, which does not open: {_these(identity)}. "
            f"{_remedy(stack, trusted)} To see what is amiss: clientenv onboard {stack} --verify",
        ) from error
    except BotoCoreError as error:
        raise Stop(Exit.FAULT, f"{role} cannot be assumed: {error}. Nothing was changed.") from error
    inside = _session(region)
    inside.set_credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    _check_arrival(stack, account.account_id, role, inside)
    return inside


def _check_arrival(stack: str, wanted: str, role: str, inside: Session) -> None:
    """Where the role really leads is for AWS to say, whatever its name."""
    try:
        found = inside.create_client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        raise Stop(Exit.FAULT, f"{role} opens, but AWS does not say into which account: {error}. Nothing was changed.") from error
    if found != wanted:
        raise Stop(Exit.REFUSED, f"{_belongs(stack, wanted)}, but {role} leads to {found}. {_remedy(stack, 'the right account')}")


def _session(region: str) -> Session:
    """With the credentials of the environment."""
    session = Session()
    session.set_config_variable("region", region)
    return session


def _boto3_session(core: Session) -> "boto3.Session":
    """Once for a core: boto3 teaches it to upload files, and what was taught that twice makes no client."""
    import boto3

    return boto3.Session(botocore_session=core)


def _belongs(stack: str, account_id: str) -> str:
    return f"{stack} belongs in account {account_id}"


def _these(identity: dict[str, str]) -> str:
    return f"these credentials are for {identity['Account']} ({identity['Arn']})"


def _remedy(stack: str, account: str) -> str:
    return f"Nothing was changed. Log in to {account}, or correct the account in Pulumi.{stack}.yaml."
