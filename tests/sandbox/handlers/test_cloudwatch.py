import json

from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract

ALARMED, OK, UNKNOWN = (f"arn:aws:sns:us-east-1:111111111111:{name}" for name in ("alarmed", "ok", "unknown"))
ANOTHER_BODY = json.dumps({"widgets": [{"type": "text", "properties": {"markdown": "another"}}]})


def put_another_alarm(aws, it):
    aws.put_metric_alarm(
        AlarmName=it["id"],
        AlarmDescription="another",
        ActionsEnabled=False,
        AlarmActions=[OK],
        OKActions=[UNKNOWN],
        InsufficientDataActions=[ALARMED],
        MetricName="Another",
        Namespace="Another",
        Dimensions=[{"Name": "Another", "Value": "a"}],
        Statistic="Minimum",
        Period=120,
        Unit="Seconds",
        Threshold=7.5,
        ComparisonOperator="LessThanThreshold",
        EvaluationPeriods=4,
        DatapointsToAlarm=3,
        TreatMissingData="breaching",
    )


def put_another_percentile(aws, it):
    aws.put_metric_alarm(
        AlarmName=it["id"],
        MetricName="Duration",
        Namespace="AWS/Lambda",
        ExtendedStatistic="p50",
        EvaluateLowSampleCountPercentile="evaluate",
        Period=60,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
    )


def put_other_queries(aws, it):
    metric = {"Namespace": "Another", "MetricName": "Other", "Dimensions": [{"Name": "Another", "Value": "a"}]}
    aws.put_metric_alarm(
        AlarmName=it["id"],
        Metrics=[
            {"Id": "another", "Expression": "other * 2", "Label": "Another", "ReturnData": True},
            {"Id": "other", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Average", "Unit": "Bytes"}, "ReturnData": False},
        ],
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
    )


def put_one_metric(aws, it):
    aws.put_metric_alarm(
        AlarmName=it["id"],
        MetricName="Errors",
        Namespace="AWS/Lambda",
        Statistic="Sum",
        Period=60,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
    )


def watched(name, **more):
    return {"metricName": name, "namespace": "AWS/Lambda", "dimensions": {"FunctionName": "start"}, "period": 300, "stat": "Sum", **more}


class TestAlarms(HandlerContract):
    cases = (
        Case(
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            inputs=lambda cloud: {
                "alarmDescription": "more than the budget of acme-prod",
                "actionsEnabled": True,
                "alarmActions": [ALARMED],
                "okActions": [OK],
                "insufficientDataActions": [UNKNOWN],
                "metricName": "EstimatedCharges",
                "namespace": "AWS/Billing",
                "dimensions": {"Currency": "USD", "LinkedAccount": "222222222222"},
                "statistic": "Maximum",
                "period": 21600,
                "unit": "None",
                "threshold": 50,
                "comparisonOperator": "GreaterThanThreshold",
                "evaluationPeriods": 2,
                "datapointsToAlarm": 1,
                "treatMissingData": "notBreaching",
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                Drift("alarmDescription", "another", put_another_alarm),
                Drift("actionsEnabled", False, put_another_alarm),
                Drift("alarmActions", [OK], put_another_alarm),
                Drift("okActions", [UNKNOWN], put_another_alarm),
                Drift("insufficientDataActions", [ALARMED], put_another_alarm),
                Drift("metricName", "Another", put_another_alarm),
                Drift("namespace", "Another", put_another_alarm),
                Drift("dimensions.*", {"Another": "a"}, put_another_alarm),
                Drift("statistic", "Minimum", put_another_alarm),
                Drift("period", 120, put_another_alarm),
                Drift("unit", "Seconds", put_another_alarm),
                Drift("threshold", 7.5, put_another_alarm),
                Drift("comparisonOperator", "LessThanThreshold", put_another_alarm),
                Drift("evaluationPeriods", 4, put_another_alarm),
                Drift("datapointsToAlarm", 3, put_another_alarm),
                Drift("treatMissingData", "breaching", put_another_alarm),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(ResourceARN=it["arn"], TagKeys=["Project"])),
            ),
            required=("metricName", "namespace", "statistic", "period", "threshold", "comparisonOperator", "evaluationPeriods"),
        ),
        Case(
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            inputs=lambda cloud: {
                "metricName": "Duration",
                "namespace": "AWS/Lambda",
                "extendedStatistic": "p99",
                "evaluateLowSampleCountPercentiles": "ignore",
                "period": 60,
                "threshold": 1.5,
                "comparisonOperator": "GreaterThanThreshold",
                "evaluationPeriods": 1,
            },
            drifts=(
                Drift("extendedStatistic", "p50", put_another_percentile),
                Drift("evaluateLowSampleCountPercentiles", "evaluate", put_another_percentile),
            ),
            required=("extendedStatistic",),
            note="of a percentile",
        ),
        Case(
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            inputs=lambda cloud: {
                "metricQueries": [
                    {"id": "rate", "expression": "errors / calls", "label": "Errors per call", "returnData": True},
                    {"id": "errors", "metric": watched("Errors", unit="Count"), "returnData": False},
                    {"id": "calls", "metric": watched("Invocations"), "returnData": False},
                ],
                "threshold": 0.1,
                "comparisonOperator": "GreaterThanThreshold",
                "evaluationPeriods": 1,
            },
            drifts=(
                Drift("metricQueries[].id", "another", put_other_queries),
                Drift("metricQueries[].expression", "other * 2", put_other_queries),
                Drift("metricQueries[].label", "Another", put_other_queries),
                Drift("metricQueries[].metric.metricName", "Other", put_other_queries),
                Drift("metricQueries[].metric.namespace", "Another", put_other_queries),
                Drift("metricQueries[].metric.dimensions.*", {"Another": "a"}, put_other_queries),
                Drift("metricQueries[].metric.period", 60, put_other_queries),
                Drift("metricQueries[].metric.stat", "Average", put_other_queries),
                Drift("metricQueries[].metric.unit", "Bytes", put_other_queries),
                Drift("metricQueries[].returnData", GONE, put_one_metric),
            ),
            required=("metricQueries",),
            note="of an expression",
        ),
        Case(
            "aws:cloudwatch/dashboard:Dashboard",
            inputs=lambda cloud: {"dashboardName": cloud.name("acme-prod"), "dashboardBody": json.dumps({"widgets": []}, indent=1)},
            drifts=(
                Drift("dashboardBody", ANOTHER_BODY, lambda aws, it: aws.put_dashboard(DashboardName=it["id"], DashboardBody=ANOTHER_BODY)),
            ),
            required=("dashboardBody",),
        ),
    )
