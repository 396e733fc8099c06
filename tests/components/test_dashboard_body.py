import json

import pytest

from components.analysis_metrics import analysis_meter
from components.dashboard_body import COLUMNS, DashboardFigures, dashboard_body

QUEUES = {"uploads": "acme-prod-uploads-dead-1", "completions": "acme-prod-completions-dead-2"}
OF_STACK = ["service", "vehicle-analysis", "Stack", "acme-prod"]
CHARGES = ["AWS/Billing", "EstimatedCharges", "Currency", "USD"]


def body(metered_cost=False, budget_usd=50, dead_letters=QUEUES):
    return dashboard_body(
        DashboardFigures(
            title="Acme prod",
            region="eu-west-1",
            budget_usd=budget_usd,
            meter=analysis_meter("acme-prod"),
            metered_cost=metered_cost,
            dead_letters=dead_letters,
        )
    )


def widgets(**figures):
    return {each["properties"]["title"]: each["properties"] for each in body(**figures)["widgets"] if each["type"] == "metric"}


def metrics(widget):
    return [[part for part in metric if not isinstance(part, dict)] for metric in widget["metrics"]]


def expressions(widget):
    return [metric[0]["expression"] for metric in widget["metrics"] if isinstance(metric[0], dict)]


def test_the_charges_of_the_month_are_a_graph_with_the_budget_across_it():
    graph = widgets()["Charges of the month"]
    assert (graph["view"], graph["stat"], graph["region"]) == ("timeSeries", "Maximum", "us-east-1")
    assert metrics(graph) == [CHARGES]
    assert graph["annotations"] == {"horizontal": [{"label": "budget", "value": 50}]}


def test_the_current_month_is_one_figure():
    figure = widgets()["Current month"]
    assert (figure["view"], figure["region"], metrics(figure)) == ("singleValue", "us-east-1", [CHARGES])


def test_the_month_stands_against_its_budget_in_percent():
    gauge = widgets(budget_usd=80)["Of the month's budget"]
    assert (gauge["view"], gauge["yAxis"]) == ("gauge", {"left": {"min": 0, "max": 100}})
    assert expressions(gauge) == ["100 * charges / 80"]
    assert gauge["metrics"][0][-1] == {"id": "charges", "visible": False}


def test_a_hosted_clients_cost_is_metered_seconds_times_price_and_no_charges_of_others():
    shown = widgets(metered_cost=True)
    assert "EstimatedCharges" not in json.dumps(shown)
    assert expressions(shown["Metered cost of the month"]) == expressions(shown["Current month"]) == ["seconds * 0.10 / 60"]
    assert expressions(shown["Of the month's budget"]) == ["100 * (seconds * 0.10 / 60) / 50"]
    for title in ("Metered cost of the month", "Current month", "Of the month's budget"):
        assert shown[title]["metrics"][0] == ["ClientEnvironment", "MonthSeconds", *OF_STACK, {"id": "seconds", "visible": False}]
        assert (shown[title]["region"], shown[title]["stat"]) == ("eu-west-1", "Maximum")
        assert "setPeriodToTimeRange" not in shown[title], "the last value is the current month"
    assert shown["Metered cost of the month"]["annotations"] == {"horizontal": [{"label": "budget", "value": 50}]}


@pytest.mark.parametrize("metered_cost", [True, False])
def test_videos_and_minutes_used_are_shown_by_day_and_of_the_current_month(metered_cost):
    shown = widgets(metered_cost=metered_cost)
    names = [metric[1] for metric in metrics(shown["Videos, by day"])]
    assert names == ["VideosDone", "VideosFailed", "VideosWaiting", "VideosHeld"]
    assert [shown[title]["period"] for title in ("Videos, by day", "Minutes metered, by day")] == [86_400] * 2
    for title in ("Minutes metered, by day", "Metered this month"):
        assert expressions(shown[title]) == ["seconds / 60"]
    month = shown["Metered this month"]
    assert [metric[1] for metric in metrics(month) if metric] == ["MonthSeconds", "MonthVideos"]
    assert (month["stat"], "setPeriodToTimeRange" in month) == ("Maximum", False)


@pytest.mark.parametrize("metered_cost", [True, False])
def test_held_videos_and_dead_letters_are_shown(metered_cost):
    shown = widgets(metered_cost=metered_cost)
    assert metrics(shown["Videos held, in the time shown"]) == [["ClientEnvironment", "VideosHeld", *OF_STACK]]
    dead = shown["Dead letters, should be none"]
    assert [metric[3] for metric in metrics(dead)] == list(QUEUES.values())
    assert [metric[-1]["label"] for metric in dead["metrics"]] == list(QUEUES)


@pytest.mark.parametrize("metered_cost", [True, False])
def test_widgets_lie_side_by_side_and_never_over_each_other(metered_cost):
    taken = set()
    for each in body(metered_cost)["widgets"]:
        places = {(x, y) for x in range(each["x"], each["x"] + each["width"]) for y in range(each["y"], each["y"] + each["height"])}
        assert not places & taken
        assert each["x"] + each["width"] <= COLUMNS
        taken |= places
    assert {x for x, _ in taken} == set(range(COLUMNS))


@pytest.mark.parametrize("metered_cost", [True, False])
def test_every_expression_names_what_stands_beside_it(metered_cost):
    for each in widgets(metered_cost=metered_cost).values():
        options = [metric[-1] for metric in each["metrics"]]
        ids = [option["id"] for option in options if "id" in option]
        assert len(ids) == len(set(ids))
        for expression in expressions(each):
            assert any(id in expression for id in ids)


@pytest.mark.parametrize(("metered_cost", "said"), [(True, "seconds × price"), (False, "some hours old")])
def test_the_page_says_whose_it_is_and_that_it_is_an_estimate(metered_cost, said):
    text = body(metered_cost)["widgets"][0]["properties"]["markdown"]
    assert "Acme prod" in text
    assert said in text
    assert "not an invoice" in text


def test_it_opens_on_thirty_days():
    assert body()["start"] == "-P30D"


def test_a_solution_without_queues_has_no_graph_of_them():
    assert "Dead letters, should be none" not in widgets(dead_letters={})
