"""Brand-new accounts: what AWS withholds from an account until somebody has opened, verified or asked for it.

`POST accounts/<id>/new` with `{"new": true}` makes an account such a one, `{"new": false}` ends that; `GET` tells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.accounts import check_account_id
from sandbox.aws.admin import AdminPaths
from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest

CONCURRENCY = 1000
"""Concurrent executions of functions that an account has in a region (Lambda quotas)."""
NEW_CONCURRENCY = 10
"""What a brand-new account has (as many new owners report; the Lambda Developer Guide says only that it is less)."""
UNVERIFIED = (
    "Your account must be verified before you can add new CloudFront resources. To verify your account, please contact AWS Support "
    "(https://console.aws.amazon.com/support/home#/) and include this error message."
)


class NewAccounts:
    """Which accounts are brand-new, and what they may not do."""

    def __init__(self, gate: Gate, admin: AdminPaths) -> None:
        self._new: set[str] = set()
        gate.checks.append(self._check)
        gate.stand_in("lambda", "GetAccountSettings", self._lambda_settings)
        admin.add("POST", "accounts/<account>/new", self._switch)
        admin.add("GET", "accounts/<account>/new", lambda path, _: self._told(check_account_id(path["account"])))

    def is_new(self, account: str) -> bool:
        """Whether an account is brand-new: no Cost Explorer, CloudFront or billing alerts yet, and few functions at a time."""
        return account in self._new

    def concurrency(self, account: str) -> int:
        """How many functions may run at the same time in each of its regions."""
        return NEW_CONCURRENCY if self.is_new(account) else CONCURRENCY

    def _check(self, request: AwsRequest) -> AwsRequest:
        if not self.is_new(request.account):
            return request
        if request.service == "ce":
            raise AwsError("AccessDeniedException", "User not enabled for cost explorer access")
        if request.service == "cloudfront" and request.action in ("CreateDistribution", "CreateDistributionWithTags"):
            raise AwsError("AccessDenied", UNVERIFIED, 403)
        return request

    def _lambda_settings(self, request: AwsRequest, forward: Forward) -> Response:
        """Only the limit: what is reserved and used is not counted here."""
        limit = {"ConcurrentExecutions": self.concurrency(request.account)}
        return Response(json.dumps({"AccountLimit": limit}), mimetype="application/json")

    def _switch(self, path: Mapping[str, str], body: dict[str, Any]) -> dict[str, Any]:
        account = check_account_id(path["account"])
        if not isinstance(body.get("new"), bool) or len(body) != 1:
            raise ValueError('Say {"new": true} or {"new": false}.')
        (self._new.add if body["new"] else self._new.discard)(account)
        return self._told(account)

    def _told(self, account: str) -> dict[str, Any]:
        return {"account": account, "new": self.is_new(account)}
