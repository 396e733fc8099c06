from components.analysis_metrics import analysis_meter


def test_the_price_of_seconds_is_the_price_of_their_minutes():
    expression = analysis_meter("acme-prod").usd("seconds")
    assert eval(expression, {"seconds": 600}) == 1.0  # metric math and Python agree on * and /


def test_it_applies_to_whatever_the_id_stands_for():
    assert analysis_meter("acme-prod").usd("FILL(m1, 0)") == "FILL(m1, 0) * 0.10 / 60"
