"""The DeploymentRole: how the program gets into an account that is not yours, and what it may do there.

It reaches what it deploys: by name (everything begins with the client's slug), by our six tags where AWS gives no names, and only in
services that the program uses. What remains beyond that, because AWS asks for it while something is made, stands beside the statements:
it could tag a foreign key, distribution or anomaly subscription, and then change it.

It has no right to read a table or an uploaded video. What it deploys may read them, within the boundary: whoever can deploy code can have
that code read. It touches no user, no organization, no payment, and not itself.
"""

from typing import Any

from model.boundary import AccountNames
from model.deployment_surroundings import network, surroundings
from model.deployment_workload import data, functions
from model.placement import DEPLOYMENT_ROLE
from model.policies import Effect, PolicyDocument, Statement, actions

WRITES = "Add* Attach* Create* Delete* Detach* Put* Remove* Set* Tag* Untag* Update*"


def deployment_policies(names: AccountNames) -> dict[str, PolicyDocument]:
    """What a deployment may do, by the name of the managed policy. Several, because AWS limits the length of each."""
    return {
        "ClientEnvironmentData": PolicyDocument(statements=data(names)),
        "ClientEnvironmentFunctions": PolicyDocument(statements=functions(names)),
        "ClientEnvironmentSurroundings": PolicyDocument(statements=surroundings(names)),
        "ClientEnvironmentNetwork": PolicyDocument(statements=network(names)),
        "ClientEnvironmentLimits": PolicyDocument(statements=_limits(names)),
    }


def trust_policy(trusted_account_id: str, external_id: Any) -> PolicyDocument:
    """Who may assume the role: the trusted account, when it brings the ExternalId."""
    statement = Statement(
        sid="TrustedAccount",
        actions=("sts:AssumeRole",),
        principals={"AWS": (f"arn:aws:iam::{trusted_account_id}:root",)},
        conditions={"StringEquals": {"sts:ExternalId": external_id}},
    )
    return PolicyDocument(statements=(statement,))


def _limits(names: AccountNames) -> tuple[Statement, ...]:
    """What stays forbidden, whatever other policy somebody attaches to the role one day."""
    itself = (names.arn("iam", f"role/{DEPLOYMENT_ROLE}", ""), names.arn("iam", "policy/ClientEnvironment*", ""), names.boundary_arn)
    people = actions("iam", "*AccessKey* *Group* *LoginProfile* *MFADevice* *Provider* *User*")
    payments = tuple(f"{service}:*" for service in ("account", "aws-portal", "billing", "invoicing", "payments", "purchase-orders", "tax"))
    return (
        Statement(sid="KeepBoundaries", effect=Effect.DENY, actions=actions("iam", "DeleteRolePermissionsBoundary"), resources=("*",)),
        Statement(sid="NotItself", effect=Effect.DENY, actions=actions("iam", WRITES), resources=itself),
        Statement(sid="NoPeople", effect=Effect.DENY, actions=(*people, "organizations:*"), resources=("*",)),
        Statement(sid="NoPayments", effect=Effect.DENY, actions=(*payments, "cloudformation:*"), resources=("*",)),
    )
