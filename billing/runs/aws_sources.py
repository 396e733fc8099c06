"""Costs and usage as AWS tells them: Cost Explorer, the environments' usage tables, AWS's invoices."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from billing.domain.assigned import Assigned
from billing.domain.assigning_answers import assign_answers
from billing.domain.environments import BilledEnvironment
from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.ledger.register import RegisteredStack
from billing.settings import BillingSettings
from billing.sources.cost_explorer import three_answers
from billing.sources.cost_explorer_requests import RequestBudget, Requests, client_of
from billing.sources.issued_invoices import issued_total
from billing.sources.usage_tables import UsageSource, usage_of


class AwsSources:
    """Reads with the operator's own session; the bill of an account that a client pays itself is not open to it."""

    def __init__(self, session: Any, settings: BillingSettings, *, keep_unknown: bool = False) -> None:
        self._session, self._settings, self._keep_unknown = session, settings, keep_unknown
        self.budget = RequestBudget(requests=settings.request_budget)

    def bill(self, payer: str, month: Month, environments: Sequence[BilledEnvironment]) -> Assigned | None:
        """Raises what `three_answers` and `assign_answers` raise."""
        if payer != self._settings.payer_account_id:
            return None
        requests = Requests(client=client_of(self._session), budget=self.budget)
        return assign_answers(three_answers(requests, month, keep_unknown=self._keep_unknown), environments)

    def usage(self, stack: RegisteredStack, month: Month) -> Sequence[UsageRecord]:
        """Raises CannotReadUsage."""
        source = UsageSource(
            stack=stack.stack,
            table_arn=stack.outputs.usage_table_arn,
            reader_role_arn=stack.outputs.usage_reader_role_arn,
            external_id=self._settings.external_ids.get(stack.stack),
        )
        return usage_of(self._session, source, month)

    def issued(self, payer: str, month: Month, currency: str) -> Decimal | None:
        """Of the operator's own payer alone."""
        return issued_total(self._session, payer, month, currency) if payer == self._settings.payer_account_id else None
