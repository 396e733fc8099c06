from model.placement import Placement
from tests.components.environments import surroundings


def test_where_the_owner_of_the_account_made_a_boundary_every_role_carries_it(deployment):
    around = deployment.deploy(lambda: surroundings(Placement.CLIENT))
    assert around.boundary_arn == "arn:aws:iam::222222222222:policy/ClientEnvironmentBoundary"
    assert (around.account_id, around.region) == ("222222222222", "us-east-1")


def test_your_own_account_needs_none(deployment):
    assert deployment.deploy(lambda: surroundings(Placement.HOSTED)).boundary_arn is None
