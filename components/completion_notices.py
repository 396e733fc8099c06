"""How Rekognition tells that an analysis has ended."""

import pulumi
import pulumi_aws as aws

from components.bounded_role import BoundedRole, BoundedRoleArgs
from components.component_types import COMPLETION_NOTICES
from components.permissions import allow, policy, trust
from components.surroundings import Surroundings

REKOGNITION = "rekognition.amazonaws.com"


class CompletionNotices(pulumi.ComponentResource):
    """A topic, and the role with which Rekognition publishes to it and to nothing else."""

    topic: aws.sns.Topic
    publisher: BoundedRole

    def __init__(self, name: str, args: Surroundings, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(COMPLETION_NOTICES, name, {}, opts)
        self.topic = aws.sns.Topic(name, kms_master_key_id=args.key.arn, opts=pulumi.ResourceOptions(parent=self))
        self.publisher = self._publisher(name, args)
        self.register_outputs({"topic_arn": self.topic.arn, "role_arn": self.publisher.arn})

    def _publisher(self, name: str, args: Surroundings) -> BoundedRole:
        permissions = [allow("Notify", "sns:Publish", on=[self.topic.arn]), args.key.may_be_used()]
        return BoundedRole(
            f"{name}-notify",
            BoundedRoleArgs(trust=trust(REKOGNITION, args.account_id), policy=policy(*permissions), boundary_arn=args.boundary_arn),
            opts=pulumi.ResourceOptions(parent=self),
        )
