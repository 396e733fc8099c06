"""The accounts and stacks of the demo."""

from dataclasses import dataclass

YOURS = "111111111111"
"""The consultancy's account: the sandbox's default."""
CLIENTS = "222222222222"
"""The account of the client acme."""


@dataclass(frozen=True, kw_only=True)
class DemoStack:
    """A stack of the demo and who uses it."""

    name: str
    account_id: str
    """Where it lives, twelve digits."""
    entered_by_role: bool
    """Whether the program gets in through the DeploymentRole of another account."""
    story: str
    project: str = "."
    """Folder of its Pulumi project, below the repository's."""

    @property
    def namespace(self) -> str:
        """What its settings' keys begin with."""
        return "clientenv" if self.project == "." else f"clientenv-{self.project}"

    @property
    def slug(self) -> str:
        return self.name.rsplit("-", 1)[0]


STACKS = (
    DemoStack(name="dev", account_id=YOURS, entered_by_role=False, story="your own account"),
    DemoStack(name="acme-prod", account_id=CLIENTS, entered_by_role=True, story="the client's account, through its DeploymentRole"),
    DemoStack(name="globex-prod", account_id=YOURS, entered_by_role=False, story="hosted in your account beside others"),
)

BILLING = DemoStack(name="payer", account_id=YOURS, entered_by_role=False, story="billing, in the account that pays AWS", project="billing")
