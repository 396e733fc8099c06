"""Where a client environment lives, whose account that is, and how the program gets in."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from model.regions import VideoRegion
from model.rules import Matches, OneOf

DEPLOYMENT_ROLE = "DeploymentRole"
"""Name of the role through which an account that is not yours is entered; `model.deployment_role` has its policy."""


class Placement(StrEnum):
    """The four ways to run a client environment."""

    OWN = "own"
    """Your account, for development. You pay AWS; costs are told apart by tags."""
    CLIENT = "client"
    """The client's own account, entered through its DeploymentRole. The client pays AWS itself."""
    MEMBER = "member"
    """An account made for the client in your AWS Organization. You pay AWS; costs are told apart by linked account."""
    HOSTED = "hosted"
    """Your account, shared by several clients. You pay AWS; costs are told apart by tags, and by metered seconds where no tag can be."""

    @property
    def enters_by_role(self) -> bool:
        """Whether the account is not the one of your credentials, so that its DeploymentRole is assumed."""
        return self in (Placement.CLIENT, Placement.MEMBER)

    @property
    def client_pays_aws(self) -> bool:
        """Whether AWS sends its bill to the client: AWS cost is then shown and never charged."""
        return self is Placement.CLIENT


@dataclass(frozen=True)
class AccountId:
    """The number of an AWS account."""

    text: str = "the twelve digits of an AWS account"
    example: str = '"222222222222"'

    def remedy(self, value: str) -> str | None:
        digits = value.isascii() and value.isdigit()
        if digits and len(value) == 12:
            return None
        if digits and len(value) < 12:
            return "YAML takes digits for a number and drops a leading zero: write all twelve digits and quote it."
        return f"Write it like {self.example}."


ACCOUNT_ID = AccountId()
YOURS_IN_EXAMPLES = "111111111111"
EXAMPLE_ACCOUNTS = frozenset({YOURS_IN_EXAMPLES, "222222222222"})
"""Accounts of the stack files that ship, and of billing's. They are nobody's: none goes into a file or a guide unless somebody typed it."""
ROLE_ARN = Matches(
    r"arn:aws:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}",
    "the ARN of an IAM role",
    f"arn:aws:iam::222222222222:role/{DEPLOYMENT_ROLE}",
)
EXTERNAL_ID = Matches(
    r"[\w+=,.@:/-]{2,1224}",
    "2 to 1,224 letters, digits and _ + = , . @ : / - (AssumeRole, AWS STS API reference)",
    "the output of `openssl rand -hex 16`",
)


def deployment_role_arn(account_id: str) -> str:
    """The DeploymentRole of that account."""
    return f"arn:aws:iam::{account_id}:role/{DEPLOYMENT_ROLE}"


@dataclass(frozen=True, kw_only=True)
class Account:
    """The one account that a stack may touch."""

    placement: Annotated[Placement, OneOf(tuple(Placement))]
    """Whose account it is: `own` (yours, development), `client` (the client's own, the client pays AWS), `member` (made for the client
    in your Organization) or `hosted` (yours, shared by clients). Never changes under a stack: a client is moved by copying."""
    account_id: Annotated[str, ACCOUNT_ID]
    """The AWS account that the stack belongs to, pinned on the provider, so a wrong login is refused. Never changes under a stack."""
    home_region: Annotated[str, VideoRegion()]
    """Where the environment runs. Changing it replaces everything."""
    deployment_role_arn: Annotated[str | None, ROLE_ARN] = None
    """The role that is assumed in a `client` or `member` account (default: the account's DeploymentRole); no other placement has one.
    Changing it replaces nothing."""
    external_id: Annotated[str | None, EXTERNAL_ID] = field(default=None, repr=False)
    """What the role's trust policy asks for besides the caller; needed in a `client` or `member` account, best random. Sensitive: set with
    `--secret`, encrypted in config and state. Changing it replaces nothing; the role's CloudFormation stack must be updated with it."""
    billing_account_id: Annotated[str | None, ACCOUNT_ID] = None
    """The account in which billing runs: yours (default: the stack's own account, where that is yours). It alone may read what was
    metered. Changing it replaces nothing."""

    @property
    def read_by(self) -> str:
        """The account whose billing reads the usage."""
        return self.billing_account_id or self.account_id
