"""What the onboarding guide is made of: sections, steps, values to enter.

Text may hold `**names**` of what the console shows, and `code` in backticks; nothing else is markup.
"""

from dataclasses import dataclass

from model.boundary import BOUNDARY_POLICY
from model.settings import StackSettings

BOUNDARY_FILE, ROLE_FILE = "1-boundary.json", "2-role.json"
"""The templates, beside the page."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """Something to enter as it stands."""

    name: str
    text: str
    secret: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do, and to tick off."""

    text: str
    why: str = ""
    link: tuple[str, str] | None = None
    """(what it opens, address)"""
    values: tuple[Value, ...] = ()
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Way:
    """Steps in order; one of several ways where it has a title."""

    title: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the guide."""

    id: str
    title: str
    intro: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, kw_only=True)
class Guide:
    """The whole guide, filled with a stack's values."""

    stack: str
    client: str
    owner: str
    contact: str
    """Whom to ask; empty where no address is known."""
    account_id: str
    trusted_account_id: str
    home_region: str
    yours: bool
    """Whether the account is one of the operator's own Organization: then the operator goes through the guide."""
    sections: tuple[Section, ...]
    may: tuple[str, ...]
    may_not: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the guide is filled with."""

    stack: str
    settings: StackSettings
    external_id: str
    trusted_account_id: str
    """The account that deploys."""
    templates_url: str | None = None
    """Folder of a bucket in which the two templates lie; None where they are uploaded by hand."""

    @property
    def account_id(self) -> str:
        return self.settings.account.account_id

    @property
    def boundary_arn(self) -> str:
        return f"arn:aws:iam::{self.account_id}:policy/{BOUNDARY_POLICY}"

    @property
    def console(self) -> str:
        region = self.settings.account.home_region
        return f"https://{region}.console.aws.amazon.com/cloudformation/home?region={region}#/stacks/create"


def budget_name(slug: str) -> str:
    """The client's own budget. The DeploymentRole sees budgets whose name begins with the slug, and no others."""
    return f"{slug}-account"
