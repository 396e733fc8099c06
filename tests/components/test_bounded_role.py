from components.bounded_role import BoundedRole, BoundedRoleArgs
from components.permissions import trust

BOUNDARY = "arn:aws:iam::222222222222:policy/ClientEnvironmentBoundary"


def deployed(deployment, boundary_arn):
    args = BoundedRoleArgs(trust=trust("lambda.amazonaws.com"), policy='{"Statement": []}', boundary_arn=boundary_arn)
    deployment.deploy(lambda: BoundedRole("acme-prod-sweep", args))
    return deployment.one("aws:iam/role:Role")


def test_a_role_carries_the_boundary_of_the_account(deployment):
    assert deployed(deployment, BOUNDARY).inputs["permissionsBoundary"] == BOUNDARY


def test_in_your_own_account_there_is_no_boundary(deployment):
    assert "permissionsBoundary" not in deployed(deployment, None).inputs


def test_its_policy_belongs_to_it_and_goes_with_it(deployment):
    role = deployed(deployment, None)
    policy = deployment.one("aws:iam/rolePolicy:RolePolicy")
    assert (policy.inputs["role"], policy.inputs["policy"], policy.parent) == (role.outputs["name"], '{"Statement": []}', role.urn)
