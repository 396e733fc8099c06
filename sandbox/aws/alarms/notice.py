"""What an alarm tells a topic (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sandbox.aws.service_notices import Notice

SERVICE = "cloudwatch.amazonaws.com"


def alarm_notice(alarm: Any, account: str, before: str, topic_arn: str) -> Notice:
    """The notice of moto's alarm, whose state was another `before`."""
    document = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": account,
        "AlarmConfigurationUpdatedTimestamp": _time(alarm.configuration_updated_timestamp),
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": _time(alarm.state_updated_timestamp),
        "Region": alarm.region_name,
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": before,
        "OKActions": alarm.ok_actions,
        "AlarmActions": alarm.alarm_actions,
        "InsufficientDataActions": alarm.insufficient_data_actions,
        "Trigger": _trigger(alarm),
    }
    return Notice(
        service=SERVICE,
        source_arn=alarm.alarm_arn,
        account=account,
        topic_arn=topic_arn,
        subject=f'{alarm.state_value}: "{alarm.name}" in {alarm.region_name}'[:100],
        text=json.dumps(document),
    )


def _trigger(alarm: Any) -> dict[str, Any]:
    shared = {
        "EvaluationPeriods": alarm.evaluation_periods,
        "DatapointsToAlarm": alarm.datapoints_to_alarm or alarm.evaluation_periods,
        "ComparisonOperator": alarm.comparison_operator,
        "Threshold": alarm.threshold,
        "TreatMissingData": alarm.treat_missing_data or "missing",
    }
    if alarm.metric_data_queries:
        return {"Metrics": [{"Id": query.id, "Expression": query.expression} for query in alarm.metric_data_queries], **shared}
    return {
        "MetricName": alarm.metric_name,
        "Namespace": alarm.namespace,
        "Statistic": alarm.statistic or alarm.extended_statistic,
        "Unit": alarm.unit,
        "Dimensions": [{"name": each.name, "value": each.value} for each in alarm.dimensions],
        "Period": alarm.period,
        **shared,
    }


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+0000"
