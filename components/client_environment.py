"""The whole client environment. Read this file first: it is the table of contents of `components/`."""

import pulumi

from components.account_provider import account_provider
from components.component_types import CLIENT_ENVIRONMENT
from components.private_bucket import PrivateBucket, PrivateBucketArgs
from model.outputs import EnvironmentOutputs
from model.settings import StackSettings


class ClientEnvironment(pulumi.ComponentResource):
    """Everything that one client gets, in one account."""

    def __init__(self, name: str, args: StackSettings, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(CLIENT_ENVIRONMENT, name, {}, opts)
        self.settings = args
        self.account = account_provider(name, args.account, pulumi.get_stack(), pulumi.ResourceOptions(parent=self))
        within = pulumi.ResourceOptions(parent=self, provider=self.account)

        self.uploads = PrivateBucket(f"{name}-uploads", PrivateBucketArgs(protect=args.protect_data), opts=within)

        self.register_outputs(self.outputs().as_exports())

    def outputs(self) -> EnvironmentOutputs:
        """What other programs and people are told; the stack exports it."""
        settings = self.settings
        return EnvironmentOutputs(
            client=settings.tags.client,
            slug=settings.slug,
            environment=settings.tags.environment,
            placement=settings.account.placement.value,
            account_id=settings.account.account_id,
            home_region=settings.account.home_region,
            tags=settings.tags.as_aws(),
            billing_terms={},
            usage_table_arn=None,
            usage_reader_role_arn=None,
            uploads_bucket=self.uploads.bucket.bucket,
            results_bucket=None,
            deployment_role_arn=settings.account.deployment_role_arn,
        )
