"""A Cost Explorer that answers from rows, cuts its answers into pages, and is busy when the script says so."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

from billing.sources.cost_explorer_requests import RequestBudget, Requests

LONGEST_PAGE = 5_000


class ScriptedCostExplorer:
    def __init__(self, rows: list[dict[str, str]], page: int = LONGEST_PAGE, unit: str = "USD", estimated: bool = False) -> None:
        """A row is `client`, `kind`, `service`, `account`, `amount`; the words are AWS's."""
        self.rows = rows
        self.page = page
        self.unit = unit
        self.estimated = estimated
        self.asked: list[dict[str, Any]] = []
        self.failures: list[Exception] = []
        """What the next requests fail with, in order."""

    def get_cost_and_usage(self, **parameters: Any) -> dict[str, Any]:
        self.asked.append(parameters)
        if self.failures:
            raise self.failures.pop(0)
        groups = self._groups(parameters["GroupBy"])
        start = int(parameters.get("NextPageToken", "0"))
        result = {"TimePeriod": parameters["TimePeriod"], "Estimated": self.estimated, "Groups": groups[start : start + self.page]}
        more = {"NextPageToken": str(start + self.page)} if len(groups) > start + self.page else {}
        return {"ResultsByTime": [result], **more}

    def _groups(self, keys: list[dict[str, str]]) -> list[dict[str, Any]]:
        columns = {"RECORD_TYPE": "kind", "SERVICE": "service", "LINKED_ACCOUNT": "account"}
        sums: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
        for row in self.rows:
            sums[tuple(f"Client${row['client']}" if key["Type"] == "TAG" else row[columns[key["Key"]]] for key in keys)] += Decimal(
                row["amount"]
            )
        return [
            {"Keys": list(group), "Metrics": {"UnblendedCost": {"Amount": f"{amount:f}", "Unit": self.unit}}}
            for group, amount in sums.items()
        ]


def charged(
    amount: str, client: str = "", kind: str = "Usage", service: str = "Amazon S3", account: str = "111111111111"
) -> dict[str, str]:
    return {"amount": amount, "client": client, "kind": kind, "service": service, "account": account}


def refusal(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}, "GetCostAndUsage")


def requests_to(explorer: ScriptedCostExplorer, budget: int = 100) -> tuple[Requests, list[float]]:
    """Requests that wait for nobody, and the longest that each pause might have been."""
    pauses: list[float] = []
    return Requests(client=explorer, budget=RequestBudget(requests=budget), pause=pauses.append, chance=lambda low, high: high), pauses
