"""ListInvoiceSummaries: AWS's own issued total of a month, once the month is no longer estimated.

`POST bills/<payer>/issued` with `{"month": "2026-10", "amount": "12.34"}` makes AWS's invoice say something else than its lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.admin import AdminPaths
from sandbox.aws.bills.lines import Bills, is_estimated
from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest


class Invoices:
    """The stand-in. One invoice a month, rounded to the cent."""

    def __init__(self, gate: Gate, bills: Bills, admin: AdminPaths) -> None:
        self._bills = bills
        self._said: dict[tuple[str, str], Decimal] = {}
        gate.stand_in("invoicing", "ListInvoiceSummaries", self._list)
        admin.add("POST", "bills/<payer>/issued", self._say)

    def _say(self, path: Mapping[str, str], body: dict[str, Any]) -> dict[str, Any]:
        self._said[path["payer"], str(body["month"])] = Decimal(str(body["amount"]))
        return {"payer": path["payer"], "month": body["month"], "amount": str(body["amount"])}

    def _list(self, request: AwsRequest, _: Forward) -> Response:
        asked = request.json()
        selector, chosen = asked["Selector"], asked.get("Filter") or {}
        if selector.get("ResourceType") != "ACCOUNT_ID" or set(chosen) != {"BillingPeriod"}:
            raise SandboxUnsupported("Invoices of the sandbox are told by ACCOUNT_ID and BillingPeriod.")
        if selector["Value"] != request.account:
            raise AwsError("AccessDeniedException", "The invoices of another account are not told.", 403)
        period = chosen["BillingPeriod"]
        month = f"{period['Year']:04d}-{period['Month']:02d}"
        lines = [line.amount for line in self._bills.paid_by(request.account) if line.month == month]
        if not lines or is_estimated(month, request.at):
            return _answer([])
        amount = self._said.get((request.account, month), sum(lines, Decimal(0)).quantize(Decimal("0.01")))
        told = {"TotalAmount": f"{amount:f}", "CurrencyCode": "USD"}
        summary = {
            "AccountId": request.account,
            "InvoiceId": f"{request.account[:6]}{month.replace('-', '')}",
            "InvoiceType": "INVOICE",
            "BillingPeriod": period,
            "BaseCurrencyAmount": told,
            "PaymentCurrencyAmount": told,
        }
        return _answer([summary])


def _answer(summaries: list[dict[str, Any]]) -> Response:
    return Response(json.dumps({"InvoiceSummaries": summaries}), mimetype="application/x-amz-json-1.0")
