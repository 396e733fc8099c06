"""A role that can do what its one policy says, within the permissions boundary of the account that it lives in."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component_types import BOUNDED_ROLE


@dataclass(frozen=True, kw_only=True)
class BoundedRoleArgs:
    """What a role is told."""

    trust: pulumi.Input[str]
    """Who may take the role: a policy document in JSON. Changing it replaces nothing."""
    policy: pulumi.Input[str]
    """What it may do: a policy document in JSON. Changing it replaces nothing."""
    boundary_arn: str | None
    """ARN of the permissions boundary, which a DeploymentRole demands of every role that it makes; None in your own account. Changing it
    replaces nothing."""


class BoundedRole(pulumi.ComponentResource):
    """An IAM role and its inline policy, which goes when the role goes."""

    role: aws.iam.Role
    policy: aws.iam.RolePolicy

    def __init__(self, name: str, args: BoundedRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(BOUNDED_ROLE, name, {}, opts)
        self.role = aws.iam.Role(
            name,
            assume_role_policy=args.trust,
            permissions_boundary=args.boundary_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.policy = aws.iam.RolePolicy(name, role=self.role.name, policy=args.policy, opts=pulumi.ResourceOptions(parent=self.role))
        self.arn = self.role.arn
        self.register_outputs({"arn": self.arn})
