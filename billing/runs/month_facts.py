"""What happened in a month: who was there, what they used, what AWS charged. Read once a run; what is read is kept in the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from billing.domain.allocation import Allocation, allocate
from billing.domain.assigned import Assigned
from billing.domain.environments import BilledEnvironment
from billing.domain.month import Month
from billing.domain.usage import UsageRecord, usage_of
from billing.ledger.refusals import UsageDiffers
from billing.ledger.register import RegisteredStack
from billing.runs.run import Run
from billing.sources.usage_tables import CannotReadUsage
from model.placement import Placement
from model.terms import BillingTerms


@dataclass(frozen=True, kw_only=True)
class MonthFacts:
    """One month of one operator."""

    month: Month
    stacks: tuple[RegisteredStack, ...]
    """Those that had not left before the month, by name: all that can have caused cost in it."""
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
        """Those with a day of service that is paid for; nobody is billed for your own."""
        return paid_in(self.stacks, self.month)

    @property
    def estimated(self) -> bool:
        """Whether AWS marks one of the bills as estimated."""
        return any(bill.costs.estimated for bill in self.bills.values())


def begins(stack: RegisteredStack) -> date:
    """First day of service: that of its first terms where they say one, else the day on which billing saw the stack first.

    A stack that was registered late is billed from the day that was agreed.
    """
    agreed = min(terms.begins for terms in (stack.terms, *stack.terms.earlier))
    return stack.first_seen if agreed == date.min else agreed


def there_in(run: Run, month: Month) -> tuple[RegisteredStack, ...]:
    """The stacks that had not left before the month, by name. Whether they are paid for yet plays no part: they cause cost all the same,
    and whose seconds are left out is paid for by the others."""
    return tuple(stack for stack in run.ledger.register.stacks() if stack.left is None or stack.left >= month.first_day)


def paid_in(stacks: Iterable[RegisteredStack], month: Month) -> tuple[RegisteredStack, ...]:
    """Of these, the ones that somebody pays for in the month."""
    return tuple(stack for stack in stacks if stack.placement is not Placement.OWN and begins(stack) <= month.last_day)


def needs_bill(terms: BillingTerms) -> bool:
    """Whether AWS cost decides what the client pays."""
    return any(each.charges_aws_cost or each.reimburse_aws_cost for each in (terms, *terms.earlier))


def environment_of(stack: RegisteredStack) -> BilledEnvironment:
    """What decides who bears which cost."""
    outputs = stack.outputs
    return BilledEnvironment(stack=stack.stack, client=outputs.client, placement=stack.placement, account_id=outputs.account_id)


@dataclass(frozen=True, kw_only=True)
class CopiedUsage:
    """What the ledger has of a month's usage after it was copied."""

    usage: Mapping[str, Sequence[UsageRecord]]
    """Stack to what is in the ledger, whether it could be read now or not."""
    unreadable: Mapping[str, str]
    """Stack in its client's own account, which does not let itself be read, to why."""


def copy_usage(run: Run, month: Month) -> CopiedUsage:
    """Copies what the environments of a month have metered into the ledger.

    A stack that has left is asked until its last day is copied; then its copies are all there is. A client who shuts billing out of its
    own account, or changes what is metered there, keeps nobody else from being billed. Raises CannotReadUsage and UsageDiffers for an
    environment on your own bill that runs: its seconds decide what others pay.
    """
    copied: dict[str, Sequence[UsageRecord]] = {}
    unreadable: dict[str, str] = {}
    for stack in there_in(run, month):
        if not _is_copied(run, stack, month):
            try:
                _copy(run, stack, month)
            except (CannotReadUsage, UsageDiffers) as error:
                if stack.left is None and not stack.placement.client_pays_aws:
                    raise
                unreadable[stack.stack] = str(error)
        copied[stack.stack] = run.ledger.usage.of(stack.stack, month)
    return CopiedUsage(usage=copied, unreadable=unreadable)


def _copy(run: Run, stack: RegisteredStack, month: Month) -> None:
    change = run.change(f"usage of {month}")
    run.ledger.usage.copy(stack.stack, run.sources.usage(stack, month), change=change)
    run.ledger.usage.mark(stack.stack, month, until=min(run.at, _end(month.last_day)), change=change)


def _is_copied(run: Run, stack: RegisteredStack, month: Month) -> bool:
    """Whether nothing can come any more: the stack has left, and its usage was copied after its last day in the month."""
    if stack.left is None:
        return False
    until = run.ledger.usage.copied_until(stack.stack, month)
    return until is not None and until >= _end(min(stack.left, month.last_day))


def gather(run: Run, month: Month) -> MonthFacts:
    """Reads usage and costs of the month, and keeps both in the ledger.

    Raises whatever a source raises; then nothing is drafted from half a month.
    """
    copied = copy_usage(run, month)
    stacks = there_in(run, month)
    environments = [environment_of(stack) for stack in stacks]
    operator = run.settings.payer_account_id
    bills: dict[str, Assigned] = {}
    for payer in sorted({operator, *(each.payer(operator) for each in environments)}):
        on_it = [stack for stack in stacks if environment_of(stack).payer(operator) == payer]
        if (bill := run.sources.bill(payer, month, on_it)) is not None:
            run.ledger.costs.save(payer, bill.costs, change=run.change(f"costs of {month}"))
            run.ledger.costs.note_reading(payer, bill.costs, run.at)
            bills[payer] = bill
        elif (before := _read_before(run, payer, month)) is not None:
            bills[payer] = before
    seconds = {stack: usage_of(records, month).seconds for stack, records in copied.usage.items()}
    invoiced = {stack.outputs.client for stack in paid_in(stacks, month) if not stack.placement.client_pays_aws}
    allocation = allocate(bills[operator], environments, seconds, invoiced, run.settings.shared_costs)
    return MonthFacts(month=month, stacks=stacks, usage=copied.usage, unreadable=copied.unreadable, bills=bills, allocation=allocation)


def _read_before(run: Run, payer: str, month: Month) -> Assigned | None:
    """The bill as it was read last: a client's account closes when its environments have left."""
    reading = run.ledger.costs.last_reading(payer, month)
    kept = run.ledger.costs.latest(payer, month, reading.currency) if reading else None
    return Assigned(costs=kept.costs) if kept else None


def _end(day: date) -> datetime:
    """The first moment after the day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC)
