"""The steps of a day. Each is tried whatever became of the others."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from billing.domain.month import Month
from billing.runs.daily import run_day
from billing.runs.month_facts import paid_in, there_in
from billing.runs.opening import OpenRun
from billing.runs.run import Run
from billing.sources.cost_allocation_tags import activate
from lambdas.billing_runs.boundary import Boundary
from lambdas.billing_runs.telemetry import Metric, count, describe, logger
from model.tag_rules import COST_ALLOCATION_KEYS

GRACE = timedelta(hours=36)
"""Time after a month's end, by UTC, in which nobody wonders why there are no drafts."""


def every_step(outside: Boundary, opened: OpenRun) -> tuple[str, ...]:
    """Answers the names of the steps that failed."""
    steps: Mapping[str, Callable[[], None]] = {
        "cost allocation tags": lambda: activate_tags(outside),
        "usage and statements": lambda: copy_and_tell(outside, opened),
        "missing drafts": lambda: look_for_drafts(opened.run),
    }
    return tuple(name for name, step in steps.items() if not _succeeds(name, step))


def activate_tags(outside: Boundary) -> None:
    """The six keys; one that AWS has not seen is said, and fails nothing."""
    outcome = activate(outside.ce, COST_ALLOCATION_KEYS)
    if outcome.activated:
        logger.info("cost allocation tags activated", extra={"keys": outcome.activated})
    if outcome.not_seen:
        logger.warning("AWS has not seen these tag keys on any resource yet", extra={"keys": outcome.not_seen})
    count(Metric.TAG_KEYS_NOT_SEEN, len(outcome.not_seen))


def copy_and_tell(outside: Boundary, opened: OpenRun) -> None:
    """What was metered is copied, and each client gets its statement. One environment's refusal is counted, and fails nothing."""
    outcome = run_day(opened.run, opened.bucket, outside.push(opened.run.settings))
    logger.info("usage copied, statements made", extra={"months": outcome.copied, "clients": outcome.statements})
    for failed in outcome.not_rated:
        logger.error("client was not rated", extra={"client": failed.client, "why": failed.why})
    for stack, why in outcome.not_pushed:
        logger.error("an environment did not take its statement", extra={"stack": stack, "why": why})
    count(Metric.RUN_ERRORS, len(outcome.not_rated) + len(outcome.not_pushed))


def look_for_drafts(run: Run) -> None:
    """Whether the monthly run happened: the month that ended has clients and no draft of any."""
    month = Month.of(run.at - GRACE).previous
    missing = bool(paid_in(there_in(run, month), month)) and run.ledger.rounds.latest(month) is None
    if missing:
        logger.error("a month has no drafts", extra={"month": str(month)})
    count(Metric.MONTHS_WITHOUT_DRAFTS, int(missing))


def _succeeds(name: str, step: Callable[[], None]) -> bool:
    try:
        step()
    except Exception as error:
        count(Metric.RUN_ERRORS)
        logger.error("a step failed", extra={"step": name, **describe(error)})
        return False
    return True
