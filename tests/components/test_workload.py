from components.workload import Workload
from tests.components.environments import whole


def test_the_vehicle_analysis_has_whatever_an_environment_asks_for():
    asked = {name for name in vars(Workload) if isinstance(vars(Workload)[name], property)}
    assert asked == {"uploads_bucket", "results_bucket", "functions", "queues", "dead_letters", "watches", "meter"}
    workload = whole().environment.workload
    assert [name for name in asked if not hasattr(workload, name)] == []
