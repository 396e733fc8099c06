"""A payer's month from Cost Explorer: three questions, however many clients there are.

    client × kind       who is charged what: the bill
    client × service    what the reports show, and how much of Rekognition carries no tag
    account × kind      what a member account cost as a whole

Cost Explorer groups by two things at most, so no question says all; `billing.domain.assigning_answers` puts them together. Its figures are
UnblendedCost, as on AWS's invoice. Parameters and limits: GetCostAndUsage, AWS Cost Explorer API reference, read in November 2026.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from billing.domain.bill import ThreeAnswers
from billing.domain.canonical import fingerprint
from billing.domain.costs import Kind
from billing.domain.money import ZERO, exact, total
from billing.domain.month import Month
from billing.sources.cost_explorer_requests import Requests
from billing.sources.kinds import UnknownKind, cost_explorer_kind
from model.tags import value_of_group

CLIENT_TAG = "Client"
METRIC = "UnblendedCost"
BY_CLIENT = {"Type": "TAG", "Key": CLIENT_TAG}
BY_KIND = {"Type": "DIMENSION", "Key": "RECORD_TYPE"}
BY_SERVICE = {"Type": "DIMENSION", "Key": "SERVICE"}
BY_ACCOUNT = {"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}
QUESTIONS = ((BY_CLIENT, BY_KIND), (BY_CLIENT, BY_SERVICE), (BY_ACCOUNT, BY_KIND))
DEFAULT_CURRENCY = "USD"
"""Of a month in which nothing was charged: then AWS names none."""

Label = TypeVar("Label", Kind, str)


class UnreadableAnswer(ValueError):
    """Cost Explorer said something that no invoice may rest on."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One question's groups, as AWS gave them."""

    groups: Mapping[tuple[str, str], tuple[str, str]]
    """The two keys of a group to amount and currency."""
    estimated: bool


def three_answers(requests: Requests, month: Month, *, keep_unknown: bool = False) -> ThreeAnswers:
    """The month of the payer whose session is behind `requests`.

    `keep_unknown` books kinds that nobody knows as usage and names them. Raises UnknownKind otherwise, UnreadableAnswer for an answer that
    contradicts itself, BudgetSpent before the request that would be one too many.
    """
    by_kind, by_service, by_account = answers = [ask(requests, month, question) for question in QUESTIONS]
    kind_of, unknown = _kinds(answers, keep_unknown)
    return ThreeAnswers(
        month=month,
        currency=_currency(answers),
        by_client_and_kind=_summed(by_kind, _client, kind_of),
        by_client_and_service=_summed(by_service, _client, str),
        by_account_and_kind=_summed(by_account, str, kind_of),
        lines=sum(len(answer.groups) for answer in answers),
        sha256=fingerprint({"month": str(month), "metric": METRIC, "answers": [_record(answer) for answer in answers]}),
        estimated=any(answer.estimated for answer in answers),
        booked_as_usage=unknown,
    )


def ask(requests: Requests, month: Month, question: tuple[Mapping[str, str], Mapping[str, str]]) -> Answer:
    """All pages of one question about the month. Raises UnreadableAnswer where a group comes twice or another period is answered."""
    period = {"Start": str(month.first_day), "End": str(month.next.first_day)}  # the end is not part of it
    groups: dict[tuple[str, str], tuple[str, str]] = {}
    estimated = False
    parameters = {"TimePeriod": period, "Granularity": "MONTHLY", "Metrics": [METRIC], "GroupBy": list(question)}
    for page in requests.pages(parameters):
        for result in page["ResultsByTime"]:
            if dict(result["TimePeriod"]) != period:
                raise UnreadableAnswer(f"Cost Explorer was asked about {period} and answered about {result['TimePeriod']}.")
            estimated = estimated or bool(result.get("Estimated"))
            _take(groups, result)
    return Answer(groups=groups, estimated=estimated)


def _take(groups: dict[tuple[str, str], tuple[str, str]], result: Mapping[str, Any]) -> None:
    for group in result["Groups"]:
        first, second = group["Keys"]
        if (first, second) in groups:
            raise UnreadableAnswer(f"Cost Explorer gave the group {first}, {second} twice: it cannot be told whether it counts once.")
        cost = group["Metrics"][METRIC]
        groups[first, second] = (cost["Amount"], cost["Unit"])


def _client(group: str) -> str:
    return value_of_group(group, CLIENT_TAG)


def _kinds(answers: list[Answer], keep_unknown: bool) -> tuple[Callable[[str], Kind], tuple[str, ...]]:
    """What a kind's word means, and the words that were not known."""
    words = sorted({word for answer, (_, second) in zip(answers, QUESTIONS, strict=True) if second is BY_KIND for _, word in answer.groups})
    kinds: dict[str, Kind] = {}
    unknown: list[str] = []
    for word in words:
        try:
            kinds[word] = cost_explorer_kind(word)
        except UnknownKind:
            if not keep_unknown:
                raise
            kinds[word] = Kind.USAGE
            unknown.append(word)
    return kinds.__getitem__, tuple(unknown)


def _summed(answer: Answer, first: Callable[[str], str], second: Callable[[str], Label]) -> dict[tuple[str, Label], Decimal]:
    """By the groups' meaning: several of AWS's words can be one kind."""
    sums: dict[tuple[str, Label], Decimal] = {}
    for (one, other), (amount, _) in answer.groups.items():
        place = (first(one), second(other))
        sums[place] = total([sums.get(place, ZERO), exact(amount)])
    return sums


def _currency(answers: list[Answer]) -> str:
    currencies = sorted({currency for answer in answers for _, currency in answer.groups.values()})
    if len(currencies) > 1:
        raise UnreadableAnswer(f"Cost Explorer answered in {' and '.join(currencies)}: currencies are never added.")
    return currencies[0] if currencies else DEFAULT_CURRENCY


def _record(answer: Answer) -> dict[str, Any]:
    """The answer however its pages were cut and its groups ordered."""
    return {"estimated": answer.estimated, "groups": [[*keys, *cost] for keys, cost in sorted(answer.groups.items())]}
