"""A Lambda function with what belongs to it: its role, its logs, and a dead-letter queue where events are thrown at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.bounded_role import BoundedRole, BoundedRoleArgs
from components.component_types import FUNCTION
from components.function_permissions import LAMBDA, base_permissions
from components.lambda_code import function_zip
from components.permissions import allow, policy, trust
from components.surroundings import Surroundings
from components.work_queue import dead_letter_queue
from lambdas import manifest
from model.policies import Statement

RUNTIME = "python3.14"
"""The newest Python that the pinned SDK names; a test compares."""
ARCHITECTURE = "arm64"
"""A fifth cheaper than x86_64 for the same time (aws.amazon.com/lambda/pricing); pure Python does not mind."""


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """What a function is told."""

    code: manifest.Function
    """Which function it is, with time limit, memory and variables. Changing it replaces nothing."""
    surroundings: Surroundings
    """Where it runs and what encrypts its data."""
    environment: Mapping[str, pulumi.Input[str]]
    """Environment variables. Changing them replaces nothing."""
    permissions: Sequence[pulumi.Output[Statement]] = field(default_factory=tuple)
    """What it may do besides logging, tracing and using the key. Changing them replaces nothing."""
    asynchronous: bool = False
    """Whether rules or people throw events at it and do not wait: what fails three times is then kept in a dead-letter queue. Changing it
    replaces nothing."""


class Function(pulumi.ComponentResource):
    """A function, deployed from its zip."""

    log_group: aws.cloudwatch.LogGroup
    dead_letters: aws.sqs.Queue | None
    """Events that failed three times; None where nothing is thrown at the function."""
    role: BoundedRole
    function: aws.lambda_.Function

    def __init__(self, name: str, args: FunctionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(FUNCTION, name, {}, opts)
        self.log_group = self._log_group(name, args.surroundings)
        self.dead_letters = self._dead_letters(name, args)
        self.role = self._role(name, args)
        self.function = self._function(name, args)
        self.register_outputs({"name": self.function.name, "arn": self.function.arn})

    def _log_group(self, name: str, surroundings: Surroundings) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/lambda/{name}",  # not generated: a DeploymentRole and its boundary reach log groups by this name only
            retention_in_days=surroundings.settings.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _dead_letters(self, name: str, args: FunctionArgs) -> aws.sqs.Queue | None:
        if not args.asynchronous:
            return None
        return dead_letter_queue(name, args.surroundings.key.arn, pulumi.ResourceOptions(parent=self))

    def _role(self, name: str, args: FunctionArgs) -> BoundedRole:
        dying = [allow("BuryEvents", "sqs:SendMessage", on=[self.dead_letters.arn])] if self.dead_letters else []
        permissions = [*base_permissions(args.surroundings, self.log_group), *dying, *args.permissions]
        return BoundedRole(
            name,
            BoundedRoleArgs(trust=trust(LAMBDA), policy=policy(*permissions), boundary_arn=args.surroundings.boundary_arn),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _function(self, name: str, args: FunctionArgs) -> aws.lambda_.Function:
        return aws.lambda_.Function(
            name,
            code=pulumi.FileArchive(str(function_zip(args.code))),
            handler=args.code.handler,
            runtime=RUNTIME,
            architectures=[ARCHITECTURE],
            role=self.role.arn,
            timeout=args.code.timeout_seconds,
            memory_size=args.code.memory_mb,
            environment=aws.lambda_.FunctionEnvironmentArgs(variables=args.environment),
            tracing_config=aws.lambda_.FunctionTracingConfigArgs(mode="Active"),
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(log_format="JSON", log_group=self.log_group.name),
            dead_letter_config=_dead_letter_config(self.dead_letters),
            vpc_config=_vpc_config(args.surroundings),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.role.policy]),  # Lambda tries the role when it makes the function
        )


def _dead_letter_config(queue: aws.sqs.Queue | None) -> aws.lambda_.FunctionDeadLetterConfigArgs | None:
    return aws.lambda_.FunctionDeadLetterConfigArgs(target_arn=queue.arn) if queue else None


def _vpc_config(surroundings: Surroundings) -> aws.lambda_.FunctionVpcConfigArgs | None:
    network = surroundings.network
    if network is None:
        return None
    return aws.lambda_.FunctionVpcConfigArgs(subnet_ids=network.subnet_ids, security_group_ids=[network.functions.id])
