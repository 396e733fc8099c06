from billing.sources.cost_allocation_tags import activate
from tests.lambdas.billing_runs.office import CostExplorer


def test_only_what_is_not_active_is_activated():
    ce = CostExplorer(Client="Active", Project="Inactive", Stranger="Inactive")
    outcome = activate(ce, ("Client", "Project", "Owner"))
    assert (outcome.already, outcome.activated, outcome.not_seen) == (("Client",), ("Project",), ("Owner",))
    assert ce.calls == [["Project"]]
    assert ce.states["Stranger"] == "Inactive"


def test_twenty_go_at_a_time():
    keys = [f"Key{number:02}" for number in range(45)]
    ce = CostExplorer(**dict.fromkeys(keys, "Inactive"))
    assert activate(ce, keys).activated == tuple(keys)
    assert [len(call) for call in ce.calls] == [20, 20, 5]


def test_what_aws_refuses_after_all_is_not_called_active():
    ce = CostExplorer(Client="Inactive", Owner="Inactive")
    ce.refuses = {"Owner"}
    outcome = activate(ce, ("Client", "Owner"))
    assert (outcome.activated, outcome.not_seen) == (("Client",), ("Owner",))


def test_without_anything_to_do_nothing_is_asked_for():
    ce = CostExplorer(Client="Active")
    activate(ce, ("Client", "Owner"))
    assert ce.calls == []
