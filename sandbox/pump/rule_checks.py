"""Patterns and schedule expressions that AWS would refuse are refused when they are put: moto stores any text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest
from sandbox.pump.cron import BadExpression
from sandbox.pump.expressions import times_of
from sandbox.pump.patterns import PatternNotSupported, check


class RuleChecks:
    """The stand-in around the calls that store them."""

    def __init__(self, gate: Gate) -> None:
        gate.stand_in("events", "PutRule", _put_rule)
        gate.stand_in("scheduler", ("CreateSchedule", "UpdateSchedule"), _put_schedule)


def _put_rule(request: AwsRequest, forward: Forward) -> Response:
    document = request.json()
    _check_pattern(document.get("EventPattern"))
    expression = document.get("ScheduleExpression")
    if expression:
        if expression.startswith("at("):
            raise AwsError("ValidationException", f"Parameter ScheduleExpression is not valid. Rules know rate and cron, not {expression}.")
        _check_expression("Parameter ScheduleExpression is not valid.", expression, "UTC")
    return forward(request)


def _put_schedule(request: AwsRequest, forward: Forward) -> Response:
    document = request.json()
    expression = str(document.get("ScheduleExpression", ""))
    _check_expression("Invalid Schedule Expression.", expression, document.get("ScheduleExpressionTimezone") or "UTC")
    return forward(request)


def _check_pattern(text: str | None) -> None:
    if not text:
        return
    try:
        pattern: Mapping[str, Any] = json.loads(text)
        check(pattern)
    except PatternNotSupported as error:
        raise AwsError("InvalidEventPatternException", f"Event pattern is not valid. Reason: {error}") from error
    except ValueError as error:
        raise AwsError("InvalidEventPatternException", f"Event pattern is not valid. Reason: it is no JSON ({error})") from error


def _check_expression(lead: str, expression: str, zone: str) -> None:
    try:
        times_of(expression, begun=datetime.now(UTC), zone=zone)
    except BadExpression as error:
        raise AwsError("ValidationException", f"{lead} {error}") from error
