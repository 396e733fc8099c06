"""Costs and usage as AWS tells them: Cost Explorer, the environments' usage tables, AWS's invoices."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

from billing.domain.assigned import Assigned
from billing.domain.assigning_answers import assign_answers
from billing.domain.environments import BilledEnvironment
from billing.domain.month import Month
from billing.domain.ownership import CannotAssign
from billing.domain.usage import UsageRecord
from billing.ledger.register import RegisteredStack
from billing.runs.month_facts import environment_of, needs_bill
from billing.settings import BillingSettings
from billing.sources.cost_explorer import UnreadableAnswer, three_answers
from billing.sources.cost_explorer_requests import RequestBudget, Requests, client_of
from billing.sources.issued_invoices import issued_total
from billing.sources.kinds import UnknownKind
from billing.sources.reader_role import ReaderRole
from billing.sources.usage_tables import UsageSource, usage_of

CLOSED = frozenset({"AccessDenied", "AccessDeniedException", "DataUnavailableException", "OptInRequired"})
"""What Cost Explorer and STS answer where a bill is not open to the one who asks."""


class AwsSources:
    """Reads the operator's bill with its own session; the bill of an account that its client pays through the environment's role."""

    def __init__(self, session: Any, settings: BillingSettings, *, keep_unknown: bool = False, client_bills: bool = True) -> None:
        """`client_bills`: whether bills of the clients' own accounts are read where they are only shown. Each question there costs the
        client a cent."""
        self._session, self._settings = session, settings
        self._keep_unknown, self._client_bills = keep_unknown, client_bills
        self.budget = RequestBudget(requests=settings.request_budget)

    def bill(self, payer: str, month: Month, stacks: Sequence[RegisteredStack]) -> Assigned | None:
        """Raises what `three_answers` and `assign_answers` raise for the operator's own bill. A client's is only shown: where it cannot be
        read (Cost Explorer was never opened there, the role was changed), nobody is kept from being billed."""
        environments = [environment_of(stack) for stack in stacks]
        if payer == self._settings.payer_account_id:
            return self._asked(self._session, month, environments)
        running = [stack for stack in stacks if stack.left is None]
        if not running or not (self._client_bills or any(needs_bill(stack.terms) for stack in running)):
            return None
        try:
            return self._asked(self._role(running[0]).session(self._session, self._settings.region), month, environments)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in CLOSED:
                return None
            raise
        except (UnreadableAnswer, UnknownKind, CannotAssign):
            return None  # a bill that says what nobody understands is not shown; terms that need it are not rated

    def _asked(self, session: Any, month: Month, environments: Sequence[BilledEnvironment]) -> Assigned:
        requests = Requests(client=client_of(session), budget=self.budget)
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

    def _role(self, stack: RegisteredStack) -> ReaderRole:
        external_id = self._settings.external_ids.get(stack.stack)
        return ReaderRole(stack=stack.stack, arn=stack.outputs.usage_reader_role_arn, external_id=external_id)
