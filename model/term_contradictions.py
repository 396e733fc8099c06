"""What cannot be true together in billing terms. Each check looks at the values that were read, by key within the terms."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from model.placement import Placement
from model.problems import Problem
from model.terms import PricingModel

NOW = "billing."
TERMS = re.compile(r"billing\.(?:earlier\[\d+\]\.)?(?=model$)")


def term_contradictions(values: Mapping[str, Any], placement: Placement | None) -> Iterator[Problem]:
    """Every contradiction in the terms, their history and the placement (None where it is not known). Keys of `values` are full paths."""
    places = sorted(match[0] for key in values if (match := TERMS.match(key)))
    for at in places:
        terms = {key.removeprefix(at): value for key, value in values.items() if key.startswith(at)}
        for check in CHECKS:
            yield from check(terms, at, placement)
    if len(places) > 1:
        yield from _history({at: values[f"{at}validFrom"] for at in places if f"{at}validFrom" in values})
    yield from _one_off_ids(values)


def aws_cost(terms: Mapping[str, Any], at: str, placement: Placement | None) -> Iterator[Problem]:
    reimburses = terms.get("reimburseAwsCost")
    if placement is None or reimburses is None:
        return
    if placement.client_pays_aws and terms["model"] is PricingModel.COST_PLUS and not reimburses:
        rule = "These terms charge AWS cost, but in placement client the client pays AWS itself: it would pay twice."
        remedy = "Choose fixed or perMinute, or set reimburseAwsCost to true so that the cost is taken off again and the fee stays."
        yield Problem(key=f"{at}model", value=terms["model"], rule=rule, remedy=remedy)
    if reimburses and not placement.client_pays_aws:
        rule = f"In placement {placement} you pay AWS: the client has paid nothing that could be reimbursed."
        yield Problem(key=f"{at}reimburseAwsCost", value="true", rule=rule, remedy="Take it out.")


def limits(terms: Mapping[str, Any], at: str, _: Placement | None) -> Iterator[Problem]:
    minimum, maximum = terms.get("minimum"), terms.get("maximum")
    if minimum is not None and maximum is not None and minimum > maximum:
        rule = "The minimum cannot be above the maximum."
        yield Problem(key=f"{at}minimum", value=f"{minimum:f}", rule=rule, remedy="Lower the minimum or raise the maximum.")


def overage(terms: Mapping[str, Any], at: str, _: Placement | None) -> Iterator[Problem]:
    video, minute = terms.get("pricePerExtraVideo"), terms.get("pricePerExtraMinute")
    if video is not None and minute is not None:
        rule = "Overage is charged by video or by minute, not both: the same video would be paid twice."
        yield Problem(key=f"{at}pricePerExtraVideo", value=f"{video:f}", rule=rule, remedy="Keep one of the two prices.")


def tax(terms: Mapping[str, Any], at: str, _: Placement | None) -> Iterator[Problem]:
    if terms.get("taxPercent") and "taxText" in terms and terms["taxText"] is None:
        rule = "An invoice must name the tax that it charges."
        yield Problem(key=f"{at}taxText", value="", rule=rule, remedy='Set it, such as "VAT 19 %".')


CHECKS: tuple[Callable[[Mapping[str, Any], str, Placement | None], Iterator[Problem]], ...] = (aws_cost, limits, overage, tax)


def _history(begins: Mapping[str, date | None]) -> Iterator[Problem]:
    """Terms that follow one another: each has a first day of its own, and they change on the first of a month."""
    days = [day for day in begins.values() if day]
    for at, day in begins.items():
        if day is None:
            rule = "Where terms follow one another, each says from when it holds."
            yield Problem(key=f"{at}validFrom", value="", rule=rule, remedy="Set its first day, such as 2026-10-01.")
        elif days.count(day) > 1:
            yield _day(at, day, "Two sets of terms cannot begin on the same day.", "Give each its own first day.")
        elif day != min(days) and day.day != 1:
            yield _day(at, day, "Terms change on the first of a month: a month is rated with one set.", "Choose the first of a month.")
        elif at == NOW and day != max(days):
            yield _day(at, day, "Terms under earlier begin later than these.", "Put the newest terms outside and the others under earlier.")


def _day(at: str, day: date, rule: str, remedy: str) -> Problem:
    return Problem(key=f"{at}validFrom", value=day.isoformat(), rule=rule, remedy=remedy)


def _one_off_ids(values: Mapping[str, Any]) -> Iterator[Problem]:
    """One-off lines share one set of ids, whichever terms they stand in."""
    seen = {"development-fee"}
    for key, value in values.items():
        if ".oneOff[" in key and key.endswith("].id"):
            if value in seen:
                rule = "A one-off line is billed once ever by its id, so no two lines share one (development-fee is taken)."
                yield Problem(key=key, value=value, rule=rule, remedy="Give the line an id of its own.")
            seen.add(value)
