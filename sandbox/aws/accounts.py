"""Accounts of the sandbox: any 12 digits are one, and this gives out the keys of its first user."""

from __future__ import annotations

import re
import threading

from sandbox.aws.inside import InsideClients

ADMIN = "admin"
"""IAM user that each account starts with."""


def check_account_id(account: str) -> str:
    """The account id itself. Raises ValueError for anything but 12 digits."""
    if not re.fullmatch(r"\d{12}", account):
        raise ValueError(f"An account id has 12 digits, not {account!r}.")
    return account


class Accounts:
    """The `admin` users of the accounts that were asked for."""

    def __init__(self, clients: InsideClients) -> None:
        self._clients = clients
        self._credentials: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()

    def credentials(self, account: str) -> dict[str, str]:
        """`{"AccessKeyId", "SecretAccessKey", "Account"}` of the account's user `admin`, which is made on the first call.

        Raises ValueError for anything but 12 digits.
        """
        check_account_id(account)
        with self._lock:
            if account not in self._credentials:
                self._credentials[account] = self._make(account)
            return self._credentials[account]

    def known(self) -> list[str]:
        """Accounts that were asked for, sorted."""
        return sorted(self._credentials)

    def _make(self, account: str) -> dict[str, str]:
        iam = self._clients.client("iam", account)
        iam.create_user(UserName=ADMIN)
        key = iam.create_access_key(UserName=ADMIN)["AccessKey"]
        return {"AccessKeyId": key["AccessKeyId"], "SecretAccessKey": key["SecretAccessKey"], "Account": account}
