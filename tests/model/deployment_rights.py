"""The policies of the DeploymentRole for a client `acme`, and what they allow and deny."""

from fnmatch import fnmatchcase

from model.boundary import AccountNames, boundary
from model.deployment_role import deployment_policies
from model.policies import Effect

BOUNDARY = "arn:aws:iam::222222222222:policy/ClientEnvironmentBoundary"
HERE, BILLING = "eu-west-1:222222222222", "us-east-1:222222222222"
"""Region and account in which a solution runs, and those of what AWS has in one region alone."""
NAMES = AccountNames(slug="acme", account_id="222222222222", boundary_arn=BOUNDARY)
KEYS = ("Client", "Project", "Environment", "CostCenter", "Owner", "BillingGroup")
OURS = {"Null": {f"aws:ResourceTag/{key}": "false" for key in KEYS}}
DOCUMENTS = {**deployment_policies(NAMES), "boundary": boundary(NAMES)}
ALLOWED = [
    statement for document in deployment_policies(NAMES).values() for statement in document.statements if statement.effect is Effect.ALLOW
]


def allowing(action, resource):
    """Statements of the DeploymentRole under which the action on the resource is allowed."""
    return [
        statement
        for statement in ALLOWED
        if any(fnmatchcase(action, pattern) for pattern in statement.actions)
        and any(fnmatchcase(resource, pattern) for pattern in statement.resources)
    ]


def denied(action, resource):
    """Whether the limits deny it, whatever else allows it."""
    return any(
        fnmatchcase(action, pattern) and fnmatchcase(resource, arn)
        for statement in deployment_policies(NAMES)["ClientEnvironmentLimits"].statements
        for pattern in statement.actions
        for arn in statement.resources
    )
