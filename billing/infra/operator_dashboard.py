"""What the operator sees of all clients' cost, and of billing itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import OPERATOR_DASHBOARD
from billing.infra.operator_dashboard_body import OperatorFigures, operator_dashboard_body
from components.dashboard import dashboard_url
from components.function import Function


@dataclass(frozen=True, kw_only=True)
class OperatorDashboardArgs:
    """What the dashboard is told."""

    region: str
    """Where the runs are. Changing it replaces the dashboard."""
    members: Sequence[str]
    """Member accounts."""
    functions: Mapping[str, Function]
    """The runs, by name."""


class OperatorDashboard(pulumi.ComponentResource):
    """A CloudWatch dashboard in the payer's account. The first three of an account cost nothing, every further one 3 USD a month."""

    dashboard: aws.cloudwatch.Dashboard
    url: pulumi.Output[str]
    """Where it is; whoever opens it must be logged in to the account."""

    def __init__(self, name: str, args: OperatorDashboardArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(OPERATOR_DASHBOARD, name, {}, opts)
        self.dashboard = aws.cloudwatch.Dashboard(
            name, dashboard_name=f"{name}-operator", dashboard_body=_body(args), opts=pulumi.ResourceOptions(parent=self)
        )
        self.url = self.dashboard.dashboard_name.apply(lambda shown: dashboard_url(args.region, shown))
        self.register_outputs({"url": self.url})


def _body(args: OperatorDashboardArgs) -> pulumi.Output[str]:
    names = pulumi.Output.all(**{run: each.function.name for run, each in args.functions.items()})
    queues = pulumi.Output.all(**{run: each.dead_letters.name for run, each in args.functions.items() if each.dead_letters})
    return pulumi.Output.json_dumps(
        pulumi.Output.all(functions=names, queues=queues).apply(
            lambda known: operator_dashboard_body(
                OperatorFigures(
                    region=args.region, members=args.members, functions=dict(known["functions"]), dead_letters=dict(known["queues"])
                )
            )
        )
    )
