"""The metric EstimatedCharges. Nothing is charged in a sandbox, so somebody says what AWS would publish.

`POST accounts/<id>/estimated-charges` with `{"usd": "51.20"}`, and `"linked_account": "<id>"` for what the payer sees of a member. A
brand-new account has billing alerts off: nothing is published, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.aws.accounts import check_account_id
from sandbox.aws.admin import AdminPaths
from sandbox.aws.inside import InsideClients
from sandbox.aws.new_accounts import NewAccounts

NAMESPACE, METRIC, REGION = "AWS/Billing", "EstimatedCharges", "us-east-1"


class BillingAlerts:
    """The admin path."""

    def __init__(self, admin: AdminPaths, clients: InsideClients, new_accounts: NewAccounts) -> None:
        self._clients = clients
        self._new_accounts = new_accounts
        admin.add("POST", "accounts/<account>/estimated-charges", self._publish)

    def _publish(self, path: Mapping[str, str], body: dict[str, Any]) -> dict[str, bool]:
        account = check_account_id(path["account"])
        if "usd" not in body or set(body) - {"usd", "linked_account"}:
            raise ValueError('Say {"usd": "51.20"}.')
        if self._new_accounts.is_new(account):
            return {"published": False}
        linked = {"LinkedAccount": check_account_id(body["linked_account"])} if "linked_account" in body else {}
        dimensions = [{"Name": name, "Value": value} for name, value in {"Currency": "USD", **linked}.items()]
        datum = {"MetricName": METRIC, "Dimensions": dimensions, "Value": float(body["usd"]), "Unit": "None"}
        self._clients.client("cloudwatch", account, REGION).put_metric_data(Namespace=NAMESPACE, MetricData=[datum])
        return {"published": True}
