from billing.infra.operator_dashboard_body import COLUMNS, OperatorFigures, operator_dashboard_body

FIGURES = OperatorFigures(region="eu-central-1", members=("333333333333",), functions={"daily": "f"}, dead_letters={"daily": "q"})


def graphs():
    return {each["properties"].get("title"): each for each in operator_dashboard_body(FIGURES)["widgets"]}


def test_charges_are_shown_where_aws_publishes_them_and_runs_where_they_are():
    assert graphs()["Charges of the month, USD"]["properties"]["region"] == "us-east-1"
    assert graphs()["Runs, by day"]["properties"]["region"] == "eu-central-1"


def test_each_member_has_a_line_of_its_own():
    lines = graphs()["Charges of the month, USD"]["properties"]["metrics"]
    assert [line[-1]["label"] for line in lines] == ["the whole bill", "333333333333"]
    assert lines[1][:6] == ["AWS/Billing", "EstimatedCharges", "Currency", "USD", "LinkedAccount", "333333333333"]


def test_nothing_stands_on_anything_else():
    taken = set()
    for each in operator_dashboard_body(FIGURES)["widgets"]:
        cells = {(x, y) for x in range(each["x"], each["x"] + each["width"]) for y in range(each["y"], each["y"] + each["height"])}
        assert not cells & taken
        assert max(x for x, _ in cells) < COLUMNS
        taken |= cells
