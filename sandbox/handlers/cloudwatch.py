"""Metric alarms and dashboards."""

from botocore.client import BaseClient

from sandbox.handlers.as_written import set_as_written
from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.row import Row
from sandbox.handlers.spelling import Pairs, Spelling
from sandbox.handlers.tagging import Tagging
from sandbox.handlers.tags import tag_list

TAGS = Tagging(
    list_call="list_tags_for_resource {ResourceARN: of}",
    add_call="tag_resource {ResourceARN: of, Tags: list}",
    remove_call="untag_resource {ResourceARN: of, TagKeys: removed}",
)
METRIC = Spelling("metricName", "namespace", dimensions=("Dimensions", Pairs()))
STATISTIC = Spelling("period", "stat", "unit")
QUERY = Spelling("id", "expression", "label", "returnData")
ALARM = Spelling(
    "alarmDescription",
    "actionsEnabled",
    "alarmActions",
    "insufficientDataActions",
    "metricName",
    "namespace",
    "statistic",
    "extendedStatistic",
    "period",
    "unit",
    "threshold",
    "comparisonOperator",
    "evaluationPeriods",
    "datapointsToAlarm",
    "treatMissingData",
    name="AlarmName",
    okActions="OKActions",
    dimensions=("Dimensions", Pairs()),
    evaluateLowSampleCountPercentiles="EvaluateLowSampleCountPercentile",
)


class MetricQueries:
    """Pulumi puts the metric and its statistic in one structure, AWS in two."""

    def outward(self, queries: list[Properties]) -> list[Properties]:
        return [{**QUERY.to_aws(query), **self._statistic(query.get("metric"))} for query in queries]

    def _statistic(self, metric: Properties | None) -> Properties:
        return {"MetricStat": {"Metric": METRIC.to_aws(metric), **STATISTIC.to_aws(metric)}} if metric else {}

    def inward(self, queries: list[Properties]) -> list[Properties]:
        return [{**QUERY.known(query), **self._metric(query.get("MetricStat"))} for query in queries]

    def _metric(self, statistic: Properties | None) -> Properties:
        return {"metric": {**METRIC.known(statistic["Metric"]), **STATISTIC.known(statistic)}} if statistic else {}


METRICS = Spelling(metricQueries=("Metrics", MetricQueries()))


class MetricAlarm(Handler):
    type = "aws:cloudwatch/metricAlarm:MetricAlarm"
    service = "cloudwatch"
    name_input = "name"
    longest_name = 255
    supported = (
        "name",
        "alarmDescription",
        "actionsEnabled",
        "alarmActions",
        "okActions",
        "insufficientDataActions",
        "metricName",
        "namespace",
        "dimensions.*",
        "statistic",
        "extendedStatistic",
        "evaluateLowSampleCountPercentiles",
        "period",
        "unit",
        "threshold",
        "comparisonOperator",
        "evaluationPeriods",
        "datapointsToAlarm",
        "treatMissingData",
        "metricQueries[].id",
        "metricQueries[].expression",
        "metricQueries[].label",
        "metricQueries[].returnData",
        "metricQueries[].metric.metricName",
        "metricQueries[].metric.namespace",
        "metricQueries[].metric.dimensions.*",
        "metricQueries[].metric.period",
        "metricQueries[].metric.stat",
        "metricQueries[].metric.unit",
        "tags.*",
    )
    replace_on = frozenset({"name"})
    defaults = {"actionsEnabled": True, "treatMissingData": "missing"}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.put_metric_alarm(**ALARM.to_aws(inputs), **METRICS.to_aws(inputs), Tags=tag_list(inputs))
        return str(inputs["name"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        alarms = aws.describe_alarms(AlarmNames=[id], AlarmTypes=["MetricAlarm"])["MetricAlarms"]
        if not alarms:
            return None
        queries = METRICS.known(alarms[0]).get("metricQueries") or []
        return {
            **ALARM.to_pulumi(alarms[0]),
            "metricQueries": set_as_written(queries, state.get("metricQueries")),
            "arn": alarms[0]["AlarmArn"],
            **TAGS.read(aws, alarms[0]["AlarmArn"]),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """Putting an alarm again leaves its tags as they are."""
        self.create(aws, new)
        arn = aws.describe_alarms(AlarmNames=[id], AlarmTypes=["MetricAlarm"])["MetricAlarms"][0]["AlarmArn"]
        TAGS.update(aws, arn, old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_alarms(AlarmNames=[id])


class Dashboard(Row):
    type = "aws:cloudwatch/dashboard:Dashboard"
    service = "cloudwatch"
    supported = ("dashboardName", "dashboardBody")
    replace_on = frozenset({"dashboardName"})
    create_call = "put_dashboard {DashboardName: dashboardName, DashboardBody: dashboardBody}"
    id_from = "dashboardName"
    read_call = "get_dashboard {DashboardName: id}"
    outputs = "{dashboardName: DashboardName, dashboardArn: DashboardArn, dashboardBody: DashboardBody}"
    documents = ("dashboardBody",)
    delete_call = "delete_dashboards {DashboardNames: [id]}"
