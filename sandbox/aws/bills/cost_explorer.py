"""GetCostAndUsage over the lines of the bills, with AWS's rules for what may be asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.bills.lines import BillLine, Bills, is_estimated
from sandbox.aws.cost_allocation_tags import CostAllocationTags
from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest

PAGE = 100
"""Groups on a page; AWS does not say how many it puts on one."""
METRICS = (
    "AmortizedCost",
    "BlendedCost",
    "NetAmortizedCost",
    "NetUnblendedCost",
    "NormalizedUsageAmount",
    "UnblendedCost",
    "UsageQuantity",
)
HISTORY_MONTHS = 13
"""Whole months before the current one that can be asked for."""
SUM = Context(prec=60)

Question = dict[str, Any]
Key = Callable[[BillLine], str]


class CostExplorer:
    """The stand-in."""

    def __init__(self, gate: Gate, bills: Bills, tags: CostAllocationTags) -> None:
        self._bills, self._tags = bills, tags
        gate.stand_in("ce", "GetCostAndUsage", self._answer)

    def _answer(self, request: AwsRequest, _: Forward) -> Response:
        asked = request.json()
        token = asked.pop("NextPageToken", None)
        question = json.dumps(asked, sort_keys=True)
        start = _place(token, question)
        months = _months(asked, request.at)
        keys = [self._key(request.account, each) for each in _group_by(asked)]
        rows = [row for month in months for row in self._rows(request, month, keys)]
        page = rows[start : start + PAGE]
        more = {"NextPageToken": json.dumps([start + PAGE, question])} if len(rows) > start + PAGE else {}
        document = {
            "GroupDefinitions": _group_by(asked),
            "ResultsByTime": _by_time(page, months, request.at),
            "DimensionValueAttributes": [],
        }
        return Response(json.dumps(document | more), mimetype="application/x-amz-json-1.1")

    def _rows(self, request: AwsRequest, month: str, keys: list[Key]) -> Iterable[tuple[str, list[str], Decimal]]:
        """Month, keys and sum of each group."""
        sums: dict[tuple[str, ...], Decimal] = {}
        for line in self._bills.seen_by(request.account):
            if line.month == month:
                group = tuple(key(line) for key in keys)
                sums[group] = SUM.add(sums.get(group, Decimal(0)), line.amount)
        return [(month, list(group), amount) for group, amount in sorted(sums.items())]

    def _key(self, account: str, group: dict[str, str]) -> Key:
        name = group["Key"]
        if group["Type"] == "TAG":
            active = self._tags.is_active(account, name)
            return lambda line: f"{name}${line.tags.get(name, '') if active else ''}"
        dimensions: dict[str, Key] = {
            "LINKED_ACCOUNT": lambda line: line.account,
            "RECORD_TYPE": lambda line: line.record_type,
            "SERVICE": lambda line: line.service,
            "USAGE_TYPE": lambda line: line.usage_type,
        }
        if name not in dimensions:
            raise SandboxUnsupported(f"Bills of the sandbox are not grouped by {name}, only by {', '.join(dimensions)} and tags.")
        return dimensions[name]


def _months(asked: Question, now: datetime) -> list[str]:
    """The months asked for. Raises AwsError as Cost Explorer does."""
    if asked.get("Granularity") != "MONTHLY":
        raise SandboxUnsupported(f"Bills of the sandbox are told by MONTHLY, not by {asked.get('Granularity')}.")
    if asked.get("Filter"):
        raise SandboxUnsupported("Bills of the sandbox are told whole: a Filter is not looked at.")
    if asked.get("Metrics") != ["UnblendedCost"]:
        wrong = [metric for metric in asked.get("Metrics") or ["none"] if metric not in METRICS]
        raise _invalid(f"Metrics: {wrong[0]} is not one of {METRICS}") if wrong else SandboxUnsupported("Only UnblendedCost is told.")
    try:
        start, end = (date.fromisoformat(asked["TimePeriod"][name]) for name in ("Start", "End"))
    except ValueError as error:
        raise _invalid(f"TimePeriod: {error}") from None
    if start >= end:
        raise _invalid("Start date (and hour) should be before end date (and hour)")
    if start < _first(now.year, now.month - HISTORY_MONTHS):
        raise _invalid("You haven't enabled historical data beyond 14 months")
    if end > _first(now.year, now.month + 1):
        raise _invalid("end date past the beginning of next month")
    if start.day != 1 or end.day != 1:
        raise SandboxUnsupported("Bills of the sandbox are told by whole months: Start and End are firsts of months.")
    months, day = [], start
    while day < end:
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return months


def _group_by(asked: Question) -> list[dict[str, str]]:
    groups: list[dict[str, str]] = asked.get("GroupBy") or []
    if len(groups) > 2:
        raise _invalid("GroupBy: at most 2 groups can be used")
    if wrong := [group for group in groups if group.get("Type") not in ("DIMENSION", "TAG", "COST_CATEGORY")]:
        raise _invalid(f"GroupBy: {wrong[0].get('Type')} is no type of a group")
    return groups


def _by_time(rows: list[tuple[str, list[str], Decimal]], months: list[str], now: datetime) -> list[dict[str, Any]]:
    """As the API tells it. Without groups the sum is the period's total."""
    told = []
    for month in months:
        own = [(keys, amount) for of, keys, amount in rows if of == month]
        start = date.fromisoformat(f"{month}-01")
        end = (start + timedelta(days=31)).replace(day=1)
        groups = [{"Keys": keys, "Metrics": _metrics(amount)} for keys, amount in own if keys]
        whole = next((amount for keys, amount in own if not keys), Decimal(0))
        total = {} if groups else _metrics(whole)
        period = {"Start": start.isoformat(), "End": end.isoformat()}
        told.append({"TimePeriod": period, "Total": total, "Groups": groups, "Estimated": is_estimated(month, now)})
    return told


def _metrics(amount: Decimal) -> dict[str, dict[str, str]]:
    return {"UnblendedCost": {"Amount": f"{amount:f}", "Unit": "USD"}}


def _place(token: str | None, question: str) -> int:
    """Where the page begins. A token belongs to its question: AWS refuses it with any other."""
    if token is None:
        return 0
    try:
        start, asked = json.loads(token)
    except ValueError:
        raise _invalid("NextPageToken is not one that was given") from None
    if asked != question:
        raise AwsError("InvalidNextTokenException", "The parameters are not those of the request that gave this NextPageToken.")
    return int(start)


def _first(year: int, month: int) -> date:
    months = year * 12 + month - 1
    return date(months // 12, months % 12 + 1, 1)


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)
