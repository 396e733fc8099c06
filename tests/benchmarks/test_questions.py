import pytest

from benchmarks import questions as benchmark
from benchmarks.questions import questions


def test_requests_stay_the_same_from_one_client_to_a_thousand():
    assert [(each.sizes["clients"], each.value, each.kept) for each in questions()] == [(1, 3, True), (10, 3, True), (1_000, 3, True)]


def test_an_answer_of_more_than_a_page_takes_more_and_the_promise_is_not_kept(monkeypatch):
    monkeypatch.setattr(benchmark, "SERVICES", [f"Service {number}" for number in range(6)])

    assert [(each.value, each.kept) for each in questions()] == [(3, True), (3, True), (4, False)]  # 6,000 groups of client and service


def test_an_answer_without_some_of_the_cost_is_no_figure(monkeypatch):
    monkeypatch.setattr(benchmark.ScriptedCostExplorer, "_groups", lambda self, keys: [])

    with pytest.raises(RuntimeError, match="do not come to 0"):
        questions()
