"""The dashboard as data: which graphs and figures, where on the page. CloudWatch's own form of it is JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.billing_alarms import BETWEEN_FIGURES, ESTIMATED_CHARGES, NAMESPACE, WHOLE_ACCOUNT
from components.meter import Meter
from components.metric_alarm import DAY, HOUR
from model.regions import BILLING_REGION

COLUMNS = 24
"""Width of a dashboard (CloudWatch API reference, "Dashboard body structure and syntax")."""
HEIGHT = 6
LEVEL: Mapping[str, Any] = {"stat": "Maximum", "period": HOUR}
"""What the sweep says once an hour; it only grows within a month."""
OVER_ALL: Mapping[str, Any] = {"stat": "Sum", "period": DAY, "setPeriodToTimeRange": True}
"""One value for the whole time that the dashboard shows."""

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class DashboardFigures:
    """What a dashboard shows."""

    title: str
    """Client and environment."""
    region: str
    """Where the solution's metrics are."""
    budget_usd: int
    """What a month may cost, in US dollars."""
    meter: Meter
    """What the solution meters."""
    metered_cost: bool
    """Whether cost is metered seconds × price, because the account is shared; otherwise it is the account's EstimatedCharges."""
    dead_letters: Mapping[str, str]
    """What a dead-letter queue belongs to, to its name."""


def dashboard_body(figures: DashboardFigures) -> Json:
    """The whole page: a line of text, costs, use, and what went wrong. It opens on the last 30 days.

    EstimatedCharges and the month's metered seconds are levels that begin anew on the 1st: their last value is the current month.
    """
    costs = _metered_costs(figures) if figures.metered_cost else _charges(figures)
    wrong = [_dead_letters(figures)] if figures.dead_letters else []
    rows = [row for row in ([_text(figures)], costs, _use(figures), wrong) if row]
    return {"start": "-P30D", "periodOverride": "inherit", "widgets": _placed(rows)}


def _placed(rows: Sequence[Sequence[Json]]) -> list[Json]:
    """Widgets of a row stand side by side, equally wide."""
    widgets, y = [], 0
    for row in rows:
        width = COLUMNS // len(row)
        widgets += [{**widget, "x": at * width, "y": y, "width": width} for at, widget in enumerate(row)]
        y += row[0]["height"]
    return widgets


def _text(figures: DashboardFigures) -> Json:
    costs = "Cost is metered seconds × price" if figures.metered_cost else "AWS's figures of cost are some hours old"
    said = f"**{figures.title}**. {costs}: an estimate, not an invoice. A month begins on the 1st, 00:00 UTC."
    return {"type": "text", "height": 1, "properties": {"markdown": said, "background": "transparent"}}


def _charges(figures: DashboardFigures) -> list[Json]:
    metric = _metric(NAMESPACE, ESTIMATED_CHARGES, WHOLE_ACCOUNT, label="this month, USD")
    hidden = _metric(NAMESPACE, ESTIMATED_CHARGES, WHOLE_ACCOUNT, id="charges", visible=False)
    share = _expression(f"100 * charges / {figures.budget_usd}", "% of budget")
    level: Json = {"region": BILLING_REGION, "stat": "Maximum", "period": BETWEEN_FIGURES}
    return [
        _graph("Charges of the month", [metric], **level, annotations=_budget_line(figures)),
        _figure("Current month", [metric], **level),
        _gauge("Of the month's budget", [hidden, share], **level),
    ]


def _metered_costs(figures: DashboardFigures) -> list[Json]:
    meter, region = figures.meter, figures.region
    so_far = [_month(meter), _expression(meter.usd("seconds"), "analyses this month, USD")]
    share = _expression(f"100 * ({meter.usd('seconds')}) / {figures.budget_usd}", "% of budget")
    return [
        _graph("Metered cost of the month", so_far, region=region, **LEVEL, annotations=_budget_line(figures)),
        _figure("Current month", so_far, region=region, **LEVEL),
        _gauge("Of the month's budget", [_month(meter), share], region=region, **LEVEL),
    ]


def _use(figures: DashboardFigures) -> list[Json]:
    meter, region = figures.meter, figures.region
    minutes = [_seconds(meter), _expression("seconds / 60", "minutes")]
    counts = [_metric(meter.namespace, metric, meter.dimensions, label=title) for title, metric in meter.counts.items()]
    held = [_metric(meter.namespace, meter.held, meter.dimensions, label="held")]
    videos = _metric(meter.namespace, meter.month_videos, meter.dimensions, label="videos")
    this_month = [_month(meter), _expression("seconds / 60", "minutes"), videos]
    return [
        _graph("Videos, by day", [*counts, *held], region=region, stat="Sum", period=DAY),
        _graph("Minutes metered, by day", minutes, region=region, stat="Sum", period=DAY),
        _figure("Metered this month", this_month, region=region, **LEVEL),
        _figure("Videos held, in the time shown", held, region=region, **OVER_ALL),
    ]


def _dead_letters(figures: DashboardFigures) -> Json:
    queues = [
        _metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": name}, label=of) for of, name in figures.dead_letters.items()
    ]
    return _graph("Dead letters, should be none", queues, region=figures.region, stat="Maximum", period=BETWEEN_FIGURES)


def _metric(namespace: str, name: str, dimensions: Mapping[str, str], **options: Any) -> list[Any]:
    """`["AWS/Billing", "EstimatedCharges", "Currency", "USD", {"label": "..."}]`."""
    return [namespace, name, *(word for pair in dimensions.items() for word in pair), options]


def _seconds(meter: Meter) -> list[Any]:
    """Metered seconds, for expressions only."""
    return _metric(meter.namespace, meter.seconds, meter.dimensions, id="seconds", visible=False)


def _month(meter: Meter) -> list[Any]:
    """Metered seconds of the month so far, for expressions only."""
    return _metric(meter.namespace, meter.month_seconds, meter.dimensions, id="seconds", visible=False)


def _expression(expression: str, label: str) -> list[Json]:
    return [{"expression": expression, "id": "shown", "label": label}]


def _budget_line(figures: DashboardFigures) -> Json:
    return {"horizontal": [{"label": "budget", "value": figures.budget_usd}]}


def _widget(title: str, metrics: Sequence[Any], **properties: Any) -> Json:
    return {"type": "metric", "height": HEIGHT, "properties": {"title": title, "metrics": list(metrics), **properties}}


def _graph(title: str, metrics: Sequence[Any], **properties: Any) -> Json:
    return _widget(title, metrics, view="timeSeries", stacked=False, yAxis={"left": {"min": 0}}, **properties)


def _figure(title: str, metrics: Sequence[Any], **properties: Any) -> Json:
    return _widget(title, metrics, view="singleValue", **properties)


def _gauge(title: str, metrics: Sequence[Any], **properties: Any) -> Json:
    return _widget(title, metrics, view="gauge", yAxis={"left": {"min": 0, "max": 100}}, **properties)
