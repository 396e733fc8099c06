"""A bill that is being added up, from groups of lines. Pure: what comes in are rows of the question's answer."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext

from billing.domain.costs import Costs, Kind, MonthCosts
from billing.domain.money import COST_PLACES, ZERO, to_places
from billing.domain.month import Month
from billing.sources.exports.tables import FOCUS, SERVICE_NAMES, Table
from billing.sources.kinds import UnknownKind, cur_kind, focus_kind

DIGITS = 200
"""Digits that sums are carried with; a text may have more decimals than any amount of money."""


@dataclass(frozen=True)
class Group:
    """Lines that were added up; in the order of the question's GROUPS."""

    currency: str
    owner: str
    """The tag's value, or the account; empty where there is none."""
    word: str
    charge_class: str
    commitment: str
    service: str
    account: str = ""
    payer: str = ""

    def kind(self, table: Table) -> Kind:
        """Raises UnknownKind."""
        if table is FOCUS:
            return focus_kind(self.word, self.charge_class, self.commitment, self.service)
        return cur_kind(self.word, self.service)


@dataclass
class _Part:
    by_kind: dict[Kind, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    by_service: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def costs(self) -> Costs:
        kinds = {kind: short(self.by_kind[kind]) for kind in Kind if kind in self.by_kind}
        return Costs(by_kind=kinds, by_service={name: short(self.by_service[name]) for name in sorted(self.by_service)})


@dataclass
class Book:
    """What came in one currency."""

    amounts: dict[tuple[str, str, Kind, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """(Client, account, kind, service) to its sum; the account is empty unless the question asks for it."""
    rounding: Decimal = ZERO
    """What reading took off."""
    rows: int = 0
    open_rows: int = 0
    """Rows that are on no invoice yet."""

    @property
    def total(self) -> Decimal:
        """Exact sum of the source's amounts."""
        with localcontext(prec=DIGITS):
            return short(sum(self.amounts.values(), ZERO) + self.rounding)

    def parts(self) -> Mapping[str, _Part]:
        """By client."""
        parts: dict[str, _Part] = defaultdict(_Part)
        with localcontext(prec=DIGITS):
            for (client, _, kind, service), amount in self.amounts.items():
                parts[client].by_kind[kind] += amount
                parts[client].by_service[service] += amount
        return parts


@dataclass(kw_only=True)
class Bill:
    """Lines of a month by client; the client `""` is nobody."""

    month: Month
    accounts: Mapping[str, str] | None = None
    """Account id to client, where accounts tell clients apart by a list."""
    keep_unknown: bool = False
    books: dict[str, Book] = field(default_factory=lambda: defaultdict(Book))
    """By currency."""
    payers: set[str] = field(default_factory=set)
    """Whose bill the lines are on; empty where a line does not say, or was not asked."""
    _kept: Counter[str] = field(default_factory=Counter)
    _strangers: set[str] = field(default_factory=set)

    def add(self, table: Table, group: Group, amount: Decimal, rest: Decimal, rows: int, open_rows: int) -> None:
        """Books a group. Raises UnknownKind unless such are kept."""
        kind = self._kind(table, group, rows)
        book = self.books[group.currency]
        key = (self._client(group.owner), group.account, kind, SERVICE_NAMES.get(group.service, group.service))
        with localcontext(prec=DIGITS):
            book.amounts[key] += amount
            book.rounding += rest
        book.rows += rows
        book.open_rows += open_rows
        self.payers.add(group.payer.strip())

    @property
    def rows(self) -> int:
        return sum(book.rows for book in self.books.values())

    @property
    def clients(self) -> set[str]:
        return {client for book in self.books.values() for client, *_ in book.amounts if client}

    def closed(self, sha256: str) -> tuple[MonthCosts, ...]:
        """The bills, by currency."""
        return tuple(self._closed(currency, self.books[currency], sha256) for currency in sorted(self.books))

    def notices(self) -> list[str]:
        """What was decided on the way and a person should know of."""
        kept = [f"{rows} lines say {word!r}, which is not known; they are booked as usage." for word, rows in sorted(self._kept.items())]
        twins = [", ".join(map(repr, names)) for names in _alike(self.clients)]
        alike = [f"These clients differ in case or spaces alone and are billed apart: {names}." for names in twins]
        strangers = sorted(self._strangers)
        unlisted = [f"Accounts that the list does not have, booked as unallocated: {', '.join(strangers)}."] if strangers else []
        currencies = [f"The bill is in {' and '.join(sorted(self.books))}: one result each, never added."] if len(self.books) > 1 else []
        return [*kept, *alike, *unlisted, *currencies]

    def _kind(self, table: Table, group: Group, rows: int) -> Kind:
        try:
            return group.kind(table)
        except UnknownKind as error:
            if not self.keep_unknown:
                raise
            self._kept[error.word] += rows
            return Kind.USAGE

    def _client(self, owner: str) -> str:
        if not owner.strip():
            return ""
        if self.accounts is None:
            return owner
        if owner not in self.accounts:
            self._strangers.add(owner)
        return self.accounts.get(owner, "")

    def _closed(self, currency: str, book: Book, sha256: str) -> MonthCosts:
        parts = book.parts()
        clients = {name: parts[name].costs() for name in sorted(parts) if name}
        unallocated = parts[""].costs() if "" in parts else Costs()
        return MonthCosts(
            month=self.month,
            currency=currency,
            clients=clients,
            unallocated=unallocated,
            rounding=short(book.rounding),
            total=book.total,
            rows=book.rows,
            sha256=sha256,
            estimated=book.open_rows > 0,
        )


def in_two(value: Decimal) -> tuple[Decimal, Decimal]:
    """An amount as it is billed, and what that takes off."""
    billed = to_places(value, COST_PLACES, ROUND_HALF_UP)
    with localcontext(prec=DIGITS):
        return billed, value - billed


def _alike(names: Iterable[str]) -> list[list[str]]:
    """Names that a person would take for the same."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        groups["".join(unicodedata.normalize("NFKC", name).casefold().split())].append(name)
    return [group for group in groups.values() if len(group) > 1]


def short(amount: Decimal) -> Decimal:
    """Without zeros at the end, and never as an exponent."""
    with localcontext(prec=DIGITS):
        short = amount.normalize() + ZERO
        return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
