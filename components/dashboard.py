"""What the client sees of cost and use."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component_types import DASHBOARD
from components.dashboard_body import DashboardFigures, dashboard_body
from components.surroundings import Surroundings
from components.workload import Workload
from model.placement import Placement


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    """What a dashboard is told."""

    surroundings: Surroundings
    """Settings of the environment."""
    workload: Workload
    """The solution whose use it shows."""


class Dashboard(pulumi.ComponentResource):
    """A CloudWatch dashboard in the account of the environment.

    The first three of an account cost nothing, every further one 3 USD a month (aws.amazon.com/cloudwatch/pricing).
    """

    dashboard: aws.cloudwatch.Dashboard
    url: pulumi.Output[str]
    """Where it is; whoever opens it must be logged in to the account."""

    def __init__(self, name: str, args: DashboardArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(DASHBOARD, name, {}, opts)
        self.dashboard = aws.cloudwatch.Dashboard(
            name, dashboard_name=f"{name}-costs", dashboard_body=_body(args), opts=pulumi.ResourceOptions(parent=self)
        )
        self.url = self.dashboard.dashboard_name.apply(lambda shown: dashboard_url(args.surroundings.region, shown))
        self.register_outputs({"url": self.url})


def _body(args: DashboardArgs) -> pulumi.Output[str]:
    queues = pulumi.Output.all(**{of: queue.name for of, queue in args.workload.dead_letters.items()})
    return pulumi.Output.json_dumps(queues.apply(lambda names: dashboard_body(_figures(args, dict(names)))))  # of none, `all` makes a list


def _figures(args: DashboardArgs, dead_letters: Mapping[str, str]) -> DashboardFigures:
    settings = args.surroundings.settings
    return DashboardFigures(
        title=f"{settings.tags.client} {settings.tags.environment}",
        region=args.surroundings.region,
        budget_usd=settings.monthly_budget_usd,
        meter=args.workload.meter,
        metered_cost=settings.account.placement is Placement.HOSTED,
        dead_letters=dead_letters,
    )


def dashboard_url(region: str, name: str) -> str:
    """Its page in the console."""
    return f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards/dashboard/{name}"
