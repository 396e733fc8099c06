"""Cost Explorer's three answers, told apart by the rule of `billing.domain.assigning`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from billing.domain.assigned import METERED_SERVICES, Amounts, Assigned, MeteredPool, assembled, sums
from billing.domain.bill import ThreeAnswers
from billing.domain.costs import Kind
from billing.domain.environments import BilledEnvironment
from billing.domain.money import ZERO, product, total
from billing.domain.ownership import CannotAssign, member_accounts, named_by, sole_client
from model.placement import Placement

NOT_BY_SERVICE = "Other services, untagged"
"""Stands in `by_service` for the untagged part of member accounts, which Cost Explorer does not tell by service."""
DRIFT = Decimal("0.00000001")
"""What a group of an answer may be off: AWS rounds each group, so three groupings of one bill differ in the last digits."""


def assign_answers(answers: ThreeAnswers, environments: Collection[BilledEnvironment]) -> Assigned:
    """Cost Explorer's bill, told apart. `environments` are those of this payer.

    Raises CannotAssign where the register contradicts itself, where the answers are not of the same bill, and for a client that is in a
    member account and in a shared one at once.
    """
    _same_bill(answers)
    owners, sole = member_accounts(environments), sole_client(environments)
    _tell_apart(environments, answers)
    known = {each.client for each in environments}
    kinds: Amounts[Kind] = sums()
    services: Amounts[str] = sums()
    for (tag, kind), amount in answers.by_client_and_kind.items():
        kinds[sole or named_by(tag, known)][kind].append(amount)
    for (tag, service), amount in answers.by_client_and_service.items():
        services[sole or named_by(tag, known)][service].append(amount)
    remarks = [remark for client in sorted(set(owners.values())) for remark in _whole_account(client, owners, answers, kinds, services)]
    return assembled(answers, kinds, services, known, () if sole else _payers_pool(answers), remarks)


def _whole_account(
    client: str, owners: Mapping[str, str], answers: ThreeAnswers, kinds: Amounts[Kind], services: Amounts[str]
) -> Iterable[str]:
    """Rule 2 by arithmetic: the account's total instead of the tag's. Gives what is to be remarked."""
    tagged = {kind: total(amounts) for kind, amounts in kinds.pop(client, {}).items()}
    account: defaultdict[Kind, list[Decimal]] = defaultdict(list)
    for (number, kind), amount in answers.by_account_and_kind.items():
        if owners.get(number) == client:
            account[kind].append(amount)
    beyond = {kind: total([*account[kind], tagged.get(kind, ZERO).copy_negate()]) for kind in {*account, *tagged}}
    kinds[client] = dict(account)
    for kind, amount in beyond.items():
        kinds[""][kind].append(amount.copy_negate())
    rest = total([*(each for amounts in account.values() for each in amounts), *_negated(services[client])])
    services[client][NOT_BY_SERVICE] = [rest]
    services[""][NOT_BY_SERVICE].append(rest.copy_negate())
    if beyond.get(Kind.USAGE, ZERO) < product(DRIFT, Decimal(answers.lines)).copy_negate():
        outside = beyond[Kind.USAGE].copy_negate()
        yield (
            f"{client}'s tag costs {outside} {answers.currency} more than its member account: something outside of the account carries it. "
            "That much is unallocated; an export of the month says where it is."
        )


def _negated(amounts: Mapping[str, Sequence[Decimal]]) -> list[Decimal]:
    return [amount.copy_negate() for each in amounts.values() for amount in each]


def _tell_apart(environments: Collection[BilledEnvironment], answers: ThreeAnswers) -> None:
    inside = {each.client for each in environments if each.placement is Placement.MEMBER}
    beside = sorted({each.client for each in environments if each.placement is not Placement.MEMBER} & inside)
    if beside:
        raise CannotAssign(
            f"In {answers.month} {', '.join(beside)} has environments in a member account and in a shared one. Cost Explorer cannot tell "
            f"what was tagged in which. Take the month from an export: `clientenv bill draft {answers.month} --export PATH`."
        )


def _same_bill(answers: ThreeAnswers) -> None:
    """AWS goes on adding to a month: three answers between which it did so are not one bill."""
    bills = [total(each.values()) for each in (answers.by_client_and_kind, answers.by_client_and_service, answers.by_account_and_kind)]
    if total([max(bills), min(bills).copy_negate()]) > product(DRIFT, Decimal(answers.lines)):
        by_kind, by_service, by_account = bills
        raise CannotAssign(
            f"Cost Explorer's answers about {answers.month} are not of one bill: by client and kind {by_kind} {answers.currency}, "
            f"by client and service {by_service}, by account and kind {by_account}. AWS updated the month in between. Ask again in an hour."
        )


def _payers_pool(answers: ThreeAnswers) -> tuple[MeteredPool, ...]:
    """Which account it arose in is not said; only what each account cost altogether, before credits."""
    untagged = [
        amount for (tag, service), amount in answers.by_client_and_service.items() if not tag.strip() and service in METERED_SERVICES
    ]
    amount = total(untagged)
    costs: defaultdict[str, list[Decimal]] = defaultdict(list)
    for (account, _), cost in answers.by_account_and_kind.items():
        costs[account].append(max(cost, ZERO))
    return (MeteredPool(amount=amount, account=None, most={account: total(costs[account]) for account in sorted(costs)}),) if amount else ()
