"""A bill told apart, put together from its sums."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from billing.domain.bill import GroupedBill, ThreeAnswers
from billing.domain.costs import Costs, Kind, MonthCosts
from billing.domain.money import total

METERED_SERVICES = ("Amazon Rekognition", "AmazonRekognition")
"""The service whose video analysis carries no tag, as Cost Explorer and FOCUS call it, and as CUR's product code does."""

Label = TypeVar("Label", Kind, str)
Amounts = dict[str, dict[Label, list[Decimal]]]
"""Client (empty for nobody), then kind or service, to the amounts that were found."""


@dataclass(frozen=True, kw_only=True)
class MeteredPool:
    """Untagged cost of the metered service, to be split by metered seconds (`billing.domain.allocation`)."""

    amount: Decimal
    account: str | None
    """The account in which it arose; None where the source does not say: then it is the whole payer's, member accounts included."""
    most: Mapping[str, Decimal] = field(default_factory=dict)
    """Where the source does not say: account to what it cost altogether, of which its part of the pool is no more than a part."""


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """A bill, told apart."""

    costs: MonthCosts
    """Every registered client is in it, with no cost where there is none."""
    pools: tuple[MeteredPool, ...] = ()
    """By account. Where an account is named, its pool is part of the unallocated cost."""
    strangers: tuple[str, ...] = ()
    """Clients of the bill that nobody registered, by name."""
    remarks: tuple[str, ...] = ()
    """What whoever runs the billing should look at."""


def sums() -> Amounts[Label]:
    """With room for any client and label."""
    return defaultdict(lambda: defaultdict(list))


def assembled(
    bill: GroupedBill | ThreeAnswers,
    kinds: Amounts[Kind],
    services: Amounts[str],
    known: Collection[str],
    pools: tuple[MeteredPool, ...],
    remarks: Iterable[str] = (),
) -> Assigned:
    """`kinds` and `services` say everything that is on the bill, `known` the registered clients.

    Raises ValueError where they do not add up to the bill's total.
    """
    parts = {
        client: Costs(by_kind=_added(kinds.get(client, {})), by_service=_added(services.get(client, {})))
        for client in sorted({"", *known, *kinds, *services})
    }
    unallocated = parts.pop("")
    costs = MonthCosts(
        month=bill.month,
        currency=bill.currency,
        clients=parts,
        unallocated=unallocated,
        rounding=bill.rounding,
        total=bill.total,
        rows=bill.lines,
        sha256=bill.sha256,
        estimated=bill.estimated,
    )
    strangers = tuple(client for client in parts if client not in known)
    return Assigned(costs=costs, pools=pools, strangers=strangers, remarks=(*remarks, *_about(strangers, known)))


def _added(amounts: Mapping[Label, Sequence[Decimal]]) -> dict[Label, Decimal]:
    """Label to sum, by label; what comes to nothing is left out."""
    sums = {label: total(amounts[label]) for label in sorted(amounts)}
    return {label: amount for label, amount in sums.items() if amount}


def _about(strangers: Iterable[str], known: Collection[str]) -> Iterable[str]:
    spelt = {client.strip().casefold(): client for client in known}
    for stranger in strangers:
        meant = spelt.get(stranger.strip().casefold())
        near = f" It may mean {meant}: AWS takes them for two." if meant else ""
        yield f"The tag value {stranger!r} is on the bill, but no stack is registered for a client of that name.{near}"
