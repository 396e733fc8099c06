"""What every part of an environment finds around it."""

from dataclasses import dataclass

from components.encryption_key import EncryptionKey
from components.network import Network
from model.boundary import boundary_arn
from model.settings import StackSettings


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Made by ClientEnvironment, handed to all parts."""

    settings: StackSettings
    """The stack's settings, checked."""
    key: EncryptionKey
    """Encrypts whatever is kept or passed on."""
    network: Network | None = None
    """Where functions run; None is Lambda's own network. Changing it moves the functions."""

    @property
    def account_id(self) -> str:
        return self.settings.account.account_id

    @property
    def region(self) -> str:
        return self.settings.account.home_region

    @property
    def boundary_arn(self) -> str | None:
        """The permissions boundary that every role carries, where the account's owner made one."""
        return boundary_arn(self.settings.account)
