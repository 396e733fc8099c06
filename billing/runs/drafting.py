"""From the facts of a month to one draft a client."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from billing.domain import inputs_record
from billing.domain.canonical import fingerprint
from billing.domain.costs import Costs
from billing.domain.documents import Document, draft_invoice
from billing.domain.money import ZERO
from billing.domain.month import Month
from billing.domain.rating import RatedMonth, rate
from billing.domain.rating_inputs import CannotRate, RatingInputs
from billing.domain.usage import UsageRecord, usage_of
from billing.ledger.register import RegisteredStack
from billing.runs.month_facts import MonthFacts, begins, environment_of, gather, needs_bill
from billing.runs.run import CannotBill, Run


@dataclass(frozen=True, kw_only=True)
class ClientMonth:
    """One client's month, rated."""

    client: str
    """The client's slug."""
    name: str
    """As its tag says."""
    stacks: tuple[RegisteredStack, ...]
    inputs: RatingInputs
    record: dict[str, Any]
    """`inputs` and every video, as they are kept beside the document."""
    rated: RatedMonth
    draft: Document
    usage: tuple[UsageRecord, ...]


@dataclass(frozen=True, kw_only=True)
class NotRated:
    """A client whose month could not be rated."""

    client: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Drafts:
    """The outcome of a month's rating: one client's trouble does not keep the others from being billed."""

    facts: MonthFacts
    clients: tuple[ClientMonth, ...]
    not_rated: tuple[NotRated, ...]


def rate_month(run: Run, month: Month) -> Drafts:
    """Rates every client that had a day of service in the month. Nothing but costs and usage is stored."""
    facts = gather(run, month)
    rated: list[ClientMonth] = []
    failed: list[NotRated] = []
    for slug, stacks in sorted(_by_client(facts).items()):
        try:
            rated.append(rate_client(run, facts, stacks))
        except (CannotRate, CannotBill) as error:
            failed.append(NotRated(client=slug, why=str(error)))
    return Drafts(facts=facts, clients=tuple(rated), not_rated=tuple(failed))


def _by_client(facts: MonthFacts) -> dict[str, list[RegisteredStack]]:
    """Slug to the client's stacks, in the order of their names."""
    found: dict[str, list[RegisteredStack]] = {}
    for stack in facts.invoiced:
        found.setdefault(stack.outputs.slug, []).append(stack)
    return found


def draft_month(run: Run, month: Month) -> Drafts:
    """Rates the month and saves a draft of each client, in place of the one before. Whoever could not be rated has no draft any more."""
    drafts = rate_month(run, month)
    change = run.change(f"draft of {month}")
    for each in drafts.clients:
        run.ledger.drafts.save(each.draft, each.record, change=change)
    run.ledger.rounds.save(month, (each.draft for each in drafts.clients), estimated=drafts.facts.estimated, change=change)
    return drafts


def rate_client(run: Run, facts: MonthFacts, stacks: Sequence[RegisteredStack]) -> ClientMonth:
    """One client. Raises CannotBill where its stacks contradict one another, CannotRate where a rate or a day is missing."""
    first = _agreeing(stacks)
    if shut := [facts.unreadable[stack.stack] for stack in stacks if stack.stack in facts.unreadable]:
        raise CannotBill(" ".join(shut))
    slug, name = first.outputs.slug, first.outputs.client
    payer = environment_of(first).payer(run.settings.payer_account_id)
    bill = facts.bills.get(payer)
    if bill is None and needs_bill(first.terms):
        raise CannotBill(
            f"These terms are about AWS cost, and AWS's bill of account {payer} for {facts.month} cannot be read, now or before. Open Cost "
            f"Explorer there once and let the environment's billing role ask it (`pulumi up -s {first.stack}`), or choose other terms."
        )
    usage = tuple(record for stack in stacks for record in facts.usage[stack.stack])
    currency = bill.costs.currency if bill else "USD"
    inputs = RatingInputs(
        month=facts.month,
        terms=first.terms,
        placement=first.placement,
        costs=bill.costs.clients.get(name, Costs()) if bill else Costs(),
        metered_share=facts.allocation.metered.get(name, ZERO),
        shared=facts.allocation.shared.get(name, ZERO),
        bill_currency=currency,
        usage=usage_of(usage, facts.month),
        service_from=min(begins(stack) for stack in stacks),
        service_to=_last_day(stacks),
        billed_before=run.ledger.one_offs.billed_before(slug, facts.month),
        exchange=run.settings.exchange(facts.month, currency, first.terms.currency),
    )
    source = {"payer": payer, "sha256": bill.costs.sha256} if bill else {}
    record = inputs_record.as_record(inputs, usage, source)
    rated = rate(inputs)
    draft = draft_invoice(rated, slug, run.settings.agreement(slug, name), fingerprint(record))
    return ClientMonth(client=slug, name=name, stacks=tuple(stacks), inputs=inputs, record=record, rated=rated, draft=draft, usage=usage)


def _agreeing(stacks: Sequence[RegisteredStack]) -> RegisteredStack:
    """The stack that speaks for all of its client's. Raises CannotBill where they say different things."""
    first = stacks[0]
    for what, values in (
        ("clients", {stack.outputs.client for stack in stacks}),
        ("placements", {stack.placement for stack in stacks}),
        ("billing terms", [stack.terms for stack in stacks if stack.terms != first.terms]),
    ):
        if len(values) > (what != "billing terms"):
            names = ", ".join(stack.stack for stack in stacks)
            raise CannotBill(
                f"{names} are environments of {first.outputs.slug} and have different {what}. AWS tells costs apart by client, so a client "
                "is billed as one. Make them equal, or give one of them another `client` and `slug`, then run `pulumi up` and `billing up`."
            )
    return first


def _last_day(stacks: Iterable[RegisteredStack]) -> date | None:
    """None while one of them runs."""
    left = [stack.left for stack in stacks]
    return max(day for day in left if day) if all(left) else None
