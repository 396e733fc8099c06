"""The clients of a session, one for each service and region, also where many threads ask at once."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import boto3


@dataclass(frozen=True, kw_only=True)
class RegionalClients:
    """Each is made when it is first wanted."""

    session: boto3.Session
    """Inside the account that is asked."""
    _made: dict[tuple[str, str], Any] = field(default_factory=dict, init=False, repr=False)
    _making: Lock = field(default_factory=Lock, init=False, repr=False)
    """A session makes one client at a time."""

    def client(self, service: str, region: str) -> Any:
        with self._making:
            if (service, region) not in self._made:
                self._made[service, region] = self.session.client(service, region_name=region)
            return self._made[service, region]
