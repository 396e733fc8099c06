"""What carries nobody's tag: the part that can be metered, and the part that is shared.

**Metered.** Rekognition Video has nothing that carries a tag. Its untagged cost, a pool by account where the source names one, is split by
the seconds that the environments there have metered in the month. An environment in the client's own account has no weight: its cost is on
another bill. What becomes of a share depends on where the environment is:

- `hosted`: it is the client's, on a line of its own (`metered`);
- `own`: it stays with the operator (`own`), and is not passed on as shared cost either;
- `member`: nobody is charged. Such an environment has a weight only where the pool is the whole payer's, because Cost Explorer does not
  say in which account untagged cost arose: the pool then has the member's Rekognition in it, and the member's account total has it too.
  Its weight keeps the others from paying for it.

A pool for which no second was metered is treated as shared cost.

Where the pool is the whole payer's, seconds are all that tells it apart, so a second is taken to have cost the same in every account. It
need not have: images that somebody has analysed in your own account are metered by nobody. What no client can have caused, because it is
more than the account of its environments cost altogether, is not charged to any: it stays with the operator, neither passed on as shared
cost nor given back, and is remarked.

**Shared.** What is left is `absorbed` by the operator, split evenly over the clients that are invoiced, or by their metered seconds.
Where nobody is invoiced, or by usage nobody used anything, the operator absorbs it. Credits are negative, and are passed on alike.

Every split is exact (`money.split`, largest remainder), and what is handed out and what stays come to the unallocated cost to the last
digit. The order of environments and clients plays no part: shares are worked out in the order of their names.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from billing.domain.assigned import Assigned, MeteredPool
from billing.domain.environments import BilledEnvironment
from billing.domain.money import ZERO, plain, split, total
from model.placement import Placement


class SharedCosts(StrEnum):
    """What becomes of unallocated cost."""

    ABSORBED = "absorbed"
    """It stays with the operator."""
    EVEN = "even"
    """Every client that is invoiced bears the same."""
    BY_USAGE = "byUsage"
    """In proportion to metered seconds."""


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """`metered`, `shared` and `kept` come to the unallocated cost, exactly."""

    metered: Mapping[str, Decimal]
    """Client to its share of the metered pools; clients without one are absent."""
    shared: Mapping[str, Decimal]
    """Client to its share of what is left; empty where the operator absorbs it."""
    kept: Decimal
    """What stays with the operator, `own` included."""
    own: Decimal
    """The operator's own share of the metered pools."""
    remarks: tuple[str, ...] = ()
    """What whoever runs the billing should look at."""


def allocate(
    assigned: Assigned,
    environments: Collection[BilledEnvironment],
    seconds: Mapping[str, int],
    invoiced: Collection[str],
    policy: SharedCosts,
) -> Allocation:
    """Splits one payer's unallocated cost. `environments` are all those of the month, those of other payers too.

    `seconds` is the metered seconds of the month by stack; a stack that is missing has none. `invoiced` is the clients that may bear shared
    cost. Raises ValueError for negative seconds.
    """
    metered: defaultdict[str, list[Decimal]] = defaultdict(list)
    own: list[Decimal] = []
    beyond: list[Decimal] = []
    for pool in assigned.pools:
        found, rest = _bounded(pool, shares(pool, environments, seconds))
        beyond.append(rest)
        for environment, share in found:
            if environment.placement is Placement.HOSTED:
                metered[environment.client].append(share)
            elif environment.placement is Placement.OWN:
                own.append(share)
    by_client = {client: total(parts) for client, parts in sorted(metered.items())}
    left = minus(assigned.costs.unallocated.total, [*by_client.values(), *own])
    own.append(min(total(beyond), max(left, ZERO)))  # what arose in a member account is its client's, and not among the unallocated
    stays = total(own)
    left = minus(assigned.costs.unallocated.total, [*by_client.values(), stays])
    shared = _shared(left, _weights(environments, seconds, invoiced, policy))
    kept = total([stays, minus(left, shared.values())])
    return Allocation(metered=by_client, shared=shared, kept=kept, own=stays, remarks=_about(total(beyond), assigned))


def shares(
    pool: MeteredPool, environments: Collection[BilledEnvironment], seconds: Mapping[str, int]
) -> list[tuple[BilledEnvironment, Decimal]]:
    """Each environment that metered something where the pool arose, with its share, by stack; together the pool. Empty where none did."""
    there = sorted(
        (
            each
            for each in environments
            if not each.placement.client_pays_aws and seconds.get(each.stack) and pool.account in (None, each.account_id)
        ),
        key=lambda each: each.stack,
    )
    if not there:
        return []
    return list(zip(there, split(pool.amount, [Decimal(seconds[each.stack]) for each in there]), strict=True))


def _bounded(pool: MeteredPool, found: list[tuple[BilledEnvironment, Decimal]]) -> tuple[list[tuple[BilledEnvironment, Decimal]], Decimal]:
    """The shares, those of hosted environments no higher than their account's cost altogether; and what that takes off."""
    if pool.account is not None:
        return found, ZERO
    taken: list[Decimal] = []
    bounded = [(each, share) for each, share in found if each.placement is not Placement.HOSTED]
    for account in sorted({each.account_id for each, _ in found if each.placement is Placement.HOSTED}):
        there = [(each, share) for each, share in found if each.placement is Placement.HOSTED and each.account_id == account]
        came, most = total(share for _, share in there), pool.most.get(account, ZERO)
        if came > most:
            taken.append(minus(came, [most]))
            shorter = split(most, [share for _, share in there]) if most else []
            there = list(zip((each for each, _ in there), shorter, strict=False))
        bounded += there
    return bounded, total(taken)


def _about(beyond: Decimal, assigned: Assigned) -> tuple[str, ...]:
    if not beyond:
        return ()
    costs = assigned.costs
    return (
        f"{plain(beyond.normalize())} {costs.currency} of untagged Rekognition is more than the accounts of your hosted clients cost "
        "altogether, so it arose in another account and none of them is charged for it. Cost Explorer does not say where; an export of the "
        f"month does: `clientenv bill draft {costs.month} --export PATH`.",
    )


def minus(amount: Decimal, parts: Collection[Decimal]) -> Decimal:
    """What is left of the amount without the parts, exact."""
    return total([amount, *(part.copy_negate() for part in parts)])


def _weights(
    environments: Collection[BilledEnvironment], seconds: Mapping[str, int], invoiced: Collection[str], policy: SharedCosts
) -> dict[str, Decimal]:
    """Client to its part of shared cost, by name; empty where the operator absorbs it."""
    if policy is SharedCosts.ABSORBED:
        return {}
    if policy is SharedCosts.EVEN:
        return {client: Decimal(1) for client in sorted(set(invoiced))}
    used = dict.fromkeys(sorted(set(invoiced)), 0)
    for each in environments:
        if each.client in used:
            used[each.client] += seconds.get(each.stack, 0)
    return {client: Decimal(each) for client, each in used.items() if each}


def _shared(left: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    if not weights or left == ZERO:
        return {}
    return dict(zip(weights, split(left, list(weights.values())), strict=True))
