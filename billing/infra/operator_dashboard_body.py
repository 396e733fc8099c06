"""The operator's dashboard as data: what AWS charges, in all and by member account, and whether the runs are well."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.billing_alarms import BETWEEN_FIGURES, ESTIMATED_CHARGES, NAMESPACE
from components.metric_alarm import DAY
from lambdas.billing_runs.names import NAMESPACE as OWN
from lambdas.billing_runs.names import SERVICE
from model.regions import BILLING_REGION

COLUMNS, HEIGHT = 24, 6
"""Width of a dashboard (CloudWatch API reference, "Dashboard body structure and syntax"), and of its graphs."""

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class OperatorFigures:
    """What the dashboard shows."""

    region: str
    """Where the runs are."""
    members: Sequence[str]
    """Member accounts."""
    functions: Mapping[str, str]
    """Run to the name of its function."""
    dead_letters: Mapping[str, str]
    """Run to the name of its dead-letter queue."""


def operator_dashboard_body(figures: OperatorFigures) -> Json:
    """The whole page: a line of text, charges, runs. It opens on the last 90 days, so that three months can be compared."""
    said = "**Billing**. AWS's figures of cost are some hours old, and not an invoice: `clientenv bill show last` is."
    text: Json = {"type": "text", "x": 0, "y": 0, "width": COLUMNS, "height": 1, "properties": {"markdown": said}}
    graphs = [_charges(figures.members), *_runs(figures)]
    return {"start": "-P90D", "periodOverride": "inherit", "widgets": [text, *_placed(graphs)]}


def _placed(graphs: Sequence[Json], beside: int = 2) -> list[Json]:
    """So many in a row, equally wide."""
    width = COLUMNS // beside
    return [
        {"type": "metric", "x": at % beside * width, "y": 1 + at // beside * HEIGHT, "width": width, "height": HEIGHT, "properties": graph}
        for at, graph in enumerate(graphs)
    ]


def _charges(members: Iterable[str]) -> Json:
    whole = [NAMESPACE, ESTIMATED_CHARGES, "Currency", "USD", {"label": "the whole bill"}]
    each = [[NAMESPACE, ESTIMATED_CHARGES, "Currency", "USD", "LinkedAccount", account, {"label": account}] for account in members]
    return _graph("Charges of the month, USD", [whole, *each], BILLING_REGION, stat="Maximum", period=BETWEEN_FIGURES)


def _runs(figures: OperatorFigures) -> list[Json]:
    own = [[OWN, name, "service", SERVICE, {"label": label}] for name, label in OWN_METRICS.items()]
    errors = [["AWS/Lambda", "Errors", "FunctionName", name, {"label": run}] for run, name in figures.functions.items()]
    dead = [
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name, {"label": run}] for run, name in figures.dead_letters.items()
    ]
    return [
        _graph("Runs, by day", own, figures.region, stat="Maximum", period=DAY),
        _graph("Errors of runs, by day", errors, figures.region, stat="Sum", period=DAY),
        _graph("Dead letters, should be none", dead, figures.region, stat="Maximum", period=BETWEEN_FIGURES),
    ]


OWN_METRICS: Mapping[str, str] = {
    "DailyRan": "daily run",
    "MonthlyRan": "monthly run",
    "MonthsWithoutDrafts": "months without drafts",
    "TagKeysNotSeen": "tag keys that AWS has not seen",
}


def _graph(title: str, metrics: Sequence[Any], region: str, **properties: Any) -> Json:
    return {"title": title, "metrics": list(metrics), "view": "timeSeries", "stacked": False, "region": region, **properties}
