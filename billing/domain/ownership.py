"""Whose an account, a bill or a tag value is, by the register alone."""

from collections.abc import Collection, Iterable

from billing.domain.environments import BilledEnvironment
from model.placement import Placement

INTERNAL = "internal"
"""Tag value of what the operator runs for itself: its cost is shared cost."""
ONE_CLIENT = "A member account is one client's alone. Correct the placement or the account of one stack, then run `billing up`."


class CannotAssign(ValueError):
    """These costs cannot be told apart; the message says why and what to do."""


def member_accounts(environments: Iterable[BilledEnvironment]) -> dict[str, str]:
    """Member account to the client it was made for. Raises CannotAssign where an account would belong to two."""
    owners: dict[str, str] = {}
    shared = {each.account_id: each for each in environments if each.placement is not Placement.MEMBER}
    for each in environments:
        if each.placement is not Placement.MEMBER:
            continue
        other = owners.setdefault(each.account_id, each.client)
        if other != each.client:
            raise CannotAssign(f"The member account {each.account_id} is registered for {other} and for {each.client}. {ONE_CLIENT}")
        if beside := shared.get(each.account_id):
            raise CannotAssign(
                f"The account {each.account_id} is {each.client}'s member account, and {beside.stack} is there as {beside.placement}. "
                f"{ONE_CLIENT}"
            )
    return owners


def sole_client(environments: Collection[BilledEnvironment]) -> str:
    """The client whose account the payer is; empty where the payer is the operator's. Raises CannotAssign where it would be two."""
    paying = sorted({each.client for each in environments if each.placement.client_pays_aws})
    if not paying:
        return ""
    if any(not each.placement.client_pays_aws or each.client != paying[0] for each in environments):
        stacks = ", ".join(f"{each.stack} ({each.client}, {each.placement})" for each in environments)
        raise CannotAssign(f"An account that pays AWS itself is one client's, but on its bill are {stacks}. Correct the stacks' settings.")
    return paying[0]


def named_by(tag: str, known: Collection[str]) -> str:
    """The client that a tag value names; empty for nobody."""
    return "" if not tag.strip() or (tag == INTERNAL and tag not in known) else tag
