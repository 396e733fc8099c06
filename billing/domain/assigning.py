"""Who gets which cost of a payer's bill.

The rule, in this order:

1. Where the **client pays AWS** itself (placement `client`), the payer is the client's account and its whole bill is that client's,
   whatever its rows are tagged with.
2. What arose in a **member account** is the cost of the client it was made for, tagged or not, whatever the tag says.
3. What carries a **tag** `Client` is the cost of the client of that name. A name that nobody registered keeps it, and is reported: its
   cost is neither lost nor given to another.
4. The rest is **unallocated**: what carries no tag, and what is tagged `Client=internal` (the operator's own billing), unless a stack is
   registered under that name.

Names are compared letter by letter, as AWS does: `Acme` and `acme` are two tag values, so two clients, and the second is reported. A value
of blanks alone names nobody and counts as untagged. Credits and refunds are negative amounts and go the same way as everything else.

An export says account and tag of every row, so the rule is applied row by row. Cost Explorer groups by two things at most: its answers
say what a member account cost and what a tag value cost, not what both did together. There rule 2 is arithmetic: the client gets its
account's total, its tag's rows (which lie inside that total) are not counted again, and what the account has beyond them was untagged and
leaves the unallocated side:

    client = account                unallocated = untagged - (account - tag)

That is exact as long as a member's tag is used in its account alone. A client with environments in a member account and in a shared one
in the same month cannot be told apart this way and is refused; a tag that costs more than its account is reported. Services follow the
same arithmetic, but no answer says which services an account's untagged part was for: it is kept under `NOT_BY_SERVICE`.
"""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from billing.domain.assigned import METERED_SERVICES, Amounts, Assigned, MeteredPool, assembled, sums
from billing.domain.bill import GroupedBill
from billing.domain.costs import Kind
from billing.domain.environments import BilledEnvironment
from billing.domain.money import total
from billing.domain.ownership import member_accounts, named_by, sole_client


def assign_rows(bill: GroupedBill, environments: Collection[BilledEnvironment]) -> Assigned:
    """An export's bill, told apart. `environments` are those of this payer (`billing.domain.environments.billed_by`).

    Raises CannotAssign where the register contradicts itself, ValueError where the rows do not add up to the bill's total.
    """
    owners, sole = member_accounts(environments), sole_client(environments)
    known = {each.client for each in environments}
    kinds: Amounts[Kind] = sums()
    services: Amounts[str] = sums()
    pools: defaultdict[str, list[Decimal]] = defaultdict(list)
    for row in bill.rows:
        client = sole or owners.get(row.account) or named_by(row.client, known)
        kinds[client][row.kind].append(row.amount)
        services[client][row.service].append(row.amount)
        if not client and not row.client.strip() and row.service in METERED_SERVICES:
            pools[row.account].append(row.amount)
    pooled = (MeteredPool(amount=total(amounts), account=account) for account, amounts in sorted(pools.items()))
    return assembled(bill, kinds, services, known, tuple(pool for pool in pooled if pool.amount))
