"""The monthly run: drafts of the month that has ended, and its reports, as JSON and HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from billing.domain.month import Month
from billing.runs.drafting import Drafts, NotRated, draft_month
from billing.runs.files import Files, cost_report_files, document_files, operator_report_files
from billing.runs.reporting import cost_report, operator_report
from billing.runs.run import Run


class Shelf(Protocol):
    """Where files are put: the report bucket."""

    def put(self, files: Mapping[str, bytes]) -> list[str]:
        """Stores what is not there yet, and returns the names of that."""


@dataclass(frozen=True, kw_only=True)
class MonthlyOutcome:
    """What the run has made."""

    month: Month
    drafts: tuple[str, ...]
    """Clients that have a draft."""
    not_rated: tuple[NotRated, ...]
    remarks: tuple[str, ...]
    """What somebody should look at: clients of the bill that nobody registered, cost that nobody is charged for."""
    files: tuple[str, ...]
    """Names of what was written; what was there already is not among them."""


def run_month(run: Run, month: Month, shelf: Shelf) -> MonthlyOutcome:
    """Drafts and reports of a month. Run again, it writes what has changed and nothing else."""
    drafts = draft_month(run, month)
    return MonthlyOutcome(
        month=month,
        drafts=tuple(each.client for each in drafts.clients),
        not_rated=drafts.not_rated,
        remarks=(*(remark for bill in drafts.facts.bills.values() for remark in bill.remarks), *drafts.facts.allocation.remarks),
        files=tuple(shelf.put(month_files(run, drafts))),
    )


def month_files(run: Run, drafts: Drafts) -> Files:
    """Every draft and report of the month."""
    files: Files = {}
    for each in drafts.clients:
        files |= document_files(each.draft, with_pdf=False) | cost_report_files(cost_report(run, drafts, each), each.client)
    return files | operator_report_files(operator_report(run, drafts))
