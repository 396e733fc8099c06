"""What happened in a month: who was there, what they used, what AWS charged. Read once a run; what is read is kept in the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from billing.domain.allocation import Allocation, allocate
from billing.domain.assigned import Assigned
from billing.domain.environments import BilledEnvironment
from billing.domain.month import Month
from billing.domain.usage import UsageRecord, usage_of
from billing.ledger.register import RegisteredStack
from billing.runs.run import Run
from billing.sources.usage_tables import CannotReadUsage
from model.placement import Placement


@dataclass(frozen=True, kw_only=True)
class MonthFacts:
    """One month of one operator."""

    month: Month
    stacks: tuple[RegisteredStack, ...]
    """Those in service on a day of the month, by name."""
    usage: Mapping[str, Sequence[UsageRecord]]
    """Stack to what it metered in the month."""
    unreadable: Mapping[str, str]
    """Stack whose usage could not be read, to why: its client is not rated."""
    bills: Mapping[str, Assigned]
    """Payer to its bill, told apart. A client's own account is absent where its bill cannot be read."""
    allocation: Allocation
    """Of the operator's unallocated cost."""

    @property
    def invoiced(self) -> tuple[RegisteredStack, ...]:
        """All but your own environments: nobody is billed for those."""
        return tuple(stack for stack in self.stacks if stack.placement is not Placement.OWN)


def begins(stack: RegisteredStack) -> date:
    """First day of service: that of its first terms where they say one, else the day on which billing saw the stack first.

    A stack that was registered late is billed from the day that was agreed.
    """
    agreed = min(terms.begins for terms in (stack.terms, *stack.terms.earlier))
    return stack.first_seen if agreed == date.min else agreed


def in_service(run: Run, month: Month) -> tuple[RegisteredStack, ...]:
    """The stacks that were there on at least one day of the month, by name."""
    return tuple(
        stack
        for stack in run.ledger.register.stacks()
        if begins(stack) <= month.last_day and (stack.left is None or stack.left >= month.first_day)
    )


def environment_of(stack: RegisteredStack) -> BilledEnvironment:
    """What decides who bears which cost."""
    outputs = stack.outputs
    return BilledEnvironment(stack=stack.stack, client=outputs.client, placement=stack.placement, account_id=outputs.account_id)


@dataclass(frozen=True, kw_only=True)
class CopiedUsage:
    """What the ledger has of a month's usage after it was copied."""

    usage: Mapping[str, Sequence[UsageRecord]]
    """Stack to what it metered; stacks that cannot be read are absent."""
    unreadable: Mapping[str, str]
    """Stack in its client's own account, which does not let itself be read, to why."""


def copy_usage(run: Run, month: Month) -> CopiedUsage:
    """Copies what the environments of a month have metered into the ledger.

    A stack that has left is not asked any more: its copies are all there is. A client who shuts billing out of its own account keeps
    nobody else from being billed. Raises CannotReadUsage for an environment on your own bill, whose seconds decide what others pay;
    UsageDiffers.
    """
    copied: dict[str, Sequence[UsageRecord]] = {}
    unreadable: dict[str, str] = {}
    why = run.change(f"usage of {month}")
    for stack in in_service(run, month):
        if stack.left is None:
            try:
                run.ledger.usage.copy(stack.stack, run.sources.usage(stack, month), change=why)
            except CannotReadUsage as error:
                if not stack.placement.client_pays_aws:
                    raise
                unreadable[stack.stack] = str(error)
                continue
            run.ledger.usage.mark(stack.stack, month, until=min(run.at, _end(month)), change=why)
        copied[stack.stack] = run.ledger.usage.of(stack.stack, month)
    return CopiedUsage(usage=copied, unreadable=unreadable)


def gather(run: Run, month: Month) -> MonthFacts:
    """Reads usage and costs of the month, and keeps both in the ledger.

    Raises whatever a source raises; then nothing is drafted from half a month.
    """
    copied = copy_usage(run, month)
    stacks = in_service(run, month)
    environments = [environment_of(stack) for stack in stacks]
    operator = run.settings.payer_account_id
    bills: dict[str, Assigned] = {}
    for payer in sorted({operator, *(each.payer(operator) for each in environments)}):
        on_it = [stack for stack in stacks if environment_of(stack).payer(operator) == payer]
        if (bill := run.sources.bill(payer, month, on_it)) is not None:
            run.ledger.costs.save(payer, bill.costs, change=run.change(f"costs of {month}"))
            run.ledger.costs.note_reading(payer, bill.costs, run.at)
            bills[payer] = bill
    seconds = {stack: usage_of(records, month).seconds for stack, records in copied.usage.items()}
    invoiced = {each.client for each in environments if each.placement is not Placement.OWN and not each.placement.client_pays_aws}
    allocation = allocate(bills[operator], environments, seconds, invoiced, run.settings.shared_costs)
    return MonthFacts(month=month, stacks=stacks, usage=copied.usage, unreadable=copied.unreadable, bills=bills, allocation=allocation)


def _end(month: Month) -> datetime:
    """The first moment after the month."""
    return datetime.combine(month.last_day + timedelta(days=1), time.min, UTC)
