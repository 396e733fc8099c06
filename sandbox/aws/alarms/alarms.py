"""CloudWatch alarms: they begin without data, follow their metrics, and tell topics when their state changes."""

from __future__ import annotations

import json
import logging
import threading
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from werkzeug.wrappers import Response

from sandbox.aws.alarms.evaluation import State, state_of
from sandbox.aws.alarms.metric_data import MetricData
from sandbox.aws.alarms.notice import alarm_notice
from sandbox.aws.alarms.watching import NotEvaluated, Watching, watching
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest
from sandbox.aws.service_notices import ServiceNotices

log = logging.getLogger(__name__)

INITIAL = "Unchecked: Initial alarm creation"
"""Reason of a new alarm's state."""

Place = tuple[str, str]
"""(account, region)."""


class Alarms:
    """Looks at alarms when data comes to their metric, at all of a region's once a minute in which data comes, and when it is asked to."""

    def __init__(self, gate: Gate, notices: ServiceNotices) -> None:
        self._notices = notices
        self._lock = threading.RLock()
        self._data: dict[Place, MetricData] = {}
        self._minutes: dict[Place, datetime] = {}
        gate.stand_in("monitoring", "PutMetricAlarm", self._put)
        gate.stand_in("monitoring", "SetAlarmState", self._set)
        gate.stand_in("monitoring", ("DescribeAlarms", "DescribeAlarmsForMetric", "DeleteAlarms"), self._alone)
        gate.on(self._after)

    def look(self) -> None:
        """Look at every alarm of every account: time has passed."""
        for account in list(cloudwatch_backends):
            for region in list(cloudwatch_backends[account]):
                self._look((account, region), everything=True)

    def _after(self, request: AwsRequest, _: Response) -> None:
        if (request.service, request.action) == ("monitoring", "PutMetricData"):
            self._look((request.account, request.region), everything=False)

    def _alone(self, request: AwsRequest, forward: Forward) -> Response:
        """moto walks through its alarms while others are made, and stumbles."""
        with self._lock:
            return forward(request)

    def _put(self, request: AwsRequest, forward: Forward) -> Response:
        """moto's new alarm is well at once, and an old one forgets its state."""
        with self._lock:
            data, name = self._of((request.account, request.region)), str(request.params.get("AlarmName", ""))
            before = data.alarm(name)
            state = (before.state_value, before.state_reason) if before else (State.INSUFFICIENT_DATA.value, INITIAL)
            response = forward(request)
            alarm = data.alarm(name)
            if response.status_code < 400 and alarm is not None:
                alarm.state_value, alarm.state_reason = state
            return response

    def _set(self, request: AwsRequest, forward: Forward) -> Response:
        with self._lock:
            alarm = self._of((request.account, request.region)).alarm(str(request.params.get("AlarmName", "")))
            before = alarm.state_value if alarm else ""
            response = forward(request)
            if alarm is not None and response.status_code < 400 and alarm.state_value != before:
                self._tell(request.account, alarm, before)
            return response

    def _of(self, place: Place) -> MetricData:
        return self._data.setdefault(place, MetricData(*place))

    def _look(self, place: Place, everything: bool) -> None:
        with self._lock:
            data, now = self._of(place), datetime.now(UTC).replace(tzinfo=None)
            touched = data.read_on()
            minute = now.replace(second=0, microsecond=0)
            everything = everything or self._minutes.get(place) != minute
            self._minutes[place] = minute
            for alarm in data.alarms:
                found = _read(alarm)
                if found and (everything or found.metrics & touched):
                    self._evaluate(place[0], alarm, found, data, now)

    def _evaluate(self, account: str, alarm: Any, found: Watching, data: MetricData, now: datetime) -> None:
        values = found.values(data, now)
        before = State(alarm.state_value)
        after = state_of(found.threshold, values, before)
        if after is not before:
            told = {"version": "1.0", "recentDatapoints": [value for value in values if value is not None]}
            alarm.update_state(_reason(found, values), json.dumps(told), after.value)
            self._tell(account, alarm, before.value)

    def _tell(self, account: str, alarm: Any, before: str) -> None:
        """Topics only; that an alarm could also do other things is recorded."""
        actions: dict[str, list[str]] = {
            State.ALARM.value: alarm.alarm_actions,
            State.OK.value: alarm.ok_actions,
            State.INSUFFICIENT_DATA.value: alarm.insufficient_data_actions,
        }
        for action in actions[alarm.state_value] if alarm.actions_enabled else []:
            if action.split(":")[2] == "sns":
                self._notices.send(alarm_notice(alarm, account, before, action))


def _read(alarm: Any) -> Watching | None:
    try:
        return watching(alarm)
    except NotEvaluated as reason:
        log.info("alarm %s is only recorded: %s", alarm.name, reason)
        return None


def _reason(found: Watching, values: list[float | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return f"Threshold Crossed: no datapoints were received for {len(values)} period(s) and missing data was treated as told."
    datapoints = ", ".join(f"{value:g}" for value in known)
    return f"Threshold Crossed: {len(known)} datapoint(s) [{datapoints}] of {len(values)}, threshold ({found.threshold.value:g})."
