"""What clients and their accounts may cost the payer a month: AWS compares, and says so in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import CLIENT_BUDGETS
from components.cost_topic import CostTopic
from components.monthly_budget import ACTUAL_PERCENT, FORECAST_PERCENT
from model.tags import TagSource, spelling


@dataclass(frozen=True, kw_only=True)
class ClientBudgetsArgs:
    """What the budgets are told."""

    clients: Mapping[str, int] = field(default_factory=dict)
    """Client in your own account, by the value of its tag `Client`, to US dollars a month. Changing the amount replaces nothing."""
    members: Mapping[str, int] = field(default_factory=dict)
    """Member account to US dollars a month. Changing the amount replaces nothing."""
    topic: CostTopic
    """Where the budgets say it."""
    addresses: Sequence[str] = ()
    """E-mail addresses, at most 10, that hear it directly too: what comes directly needs no confirmation."""


class ClientBudgets(pulumi.ComponentResource):
    """One AWS Budget a client: by its tag where it shares your account, by linked account where it has one of its own.

    An environment has such a budget in its own account. These are the payer's: they count all environments of a client, and what a member
    account costs beside them. They cost nothing. A budget by tag shows 0 until the cost allocation tag `Client` is active.
    """

    budgets: dict[str, aws.budgets.Budget]
    """By client or account."""

    def __init__(self, name: str, args: ClientBudgetsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(CLIENT_BUDGETS, name, {}, opts)
        tag = spelling(TagSource.BUDGET, "Client")
        by_tag = {client: self._budget(name, client, usd, args, "TagKeyValue", tag + client) for client, usd in args.clients.items()}
        by_account = {each: self._budget(name, each, usd, args, "LinkedAccount", each) for each, usd in args.members.items()}
        self.budgets = {**by_tag, **by_account}
        self.register_outputs({"budgets": [budget.name for budget in self.budgets.values()]})

    def _budget(self, name: str, of: str, usd: int, args: ClientBudgetsArgs, filtered_by: str, value: str) -> aws.budgets.Budget:
        """Like an environment's own: without credits and refunds, which would hide the cost until they are used up."""
        return aws.budgets.Budget(
            f"{name}-{of}",
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(usd),
            limit_unit="USD",
            cost_types=aws.budgets.BudgetCostTypesArgs(include_credit=False, include_refund=False),
            cost_filters=[aws.budgets.BudgetCostFilterArgs(name=filtered_by, values=[value])],
            notifications=[
                *(_notification("ACTUAL", percent, args) for percent in ACTUAL_PERCENT),
                *(_notification("FORECASTED", percent, args) for percent in FORECAST_PERCENT),
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.topic.alerts.access]),
        )


def _notification(kind: str, percent: int, args: ClientBudgetsArgs) -> aws.budgets.BudgetNotificationArgs:
    return aws.budgets.BudgetNotificationArgs(
        notification_type=kind,
        comparison_operator="GREATER_THAN",
        threshold=percent,
        threshold_type="PERCENTAGE",
        subscriber_sns_topic_arns=[args.topic.arn],
        subscriber_email_addresses=list(args.addresses) or None,
    )
