"""From drafts to final documents. What is final never changes: what differs afterwards becomes a note (`billing.runs.reconciling`)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date

from billing.domain.documents import Document, correction
from billing.domain.month import Month
from billing.ledger.drafts import SavedDraft
from billing.ledger.refusals import CorrectionDue, Refused
from billing.ledger.rounds import Round
from billing.runs.run import CannotBill, Run

FIRST_DAY = 8
"""Day of the next month from which an invoice may become final: AWS's own bill is final by then, support included."""


class TooEarly(CannotBill):
    """Costs may still change; `--early` with a reason goes ahead all the same."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What finalising a month would do."""

    month: Month
    drafts: tuple[SavedDraft, ...]
    too_early: str | None
    """Why it should wait; None where nothing speaks against it."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one client's draft."""

    client: str
    document: Document | None = None
    """The final document; None where it was refused."""
    new: bool = False
    """Whether it became final now; False where it had been before."""
    refused: str | None = None
    """Why not."""


def plan(run: Run, month: Month, clients: Collection[str] = ()) -> Plan:
    """Looks at the drafts that the latest round made, of these clients or of all. Raises CannotBill where there are none."""
    current = run.ledger.rounds.latest(month)
    drafts = tuple(each for each in run.ledger.drafts.of_round(current) if not clients or each.document.client in clients)
    if missing := sorted(set(clients) - {each.document.client for each in drafts}):
        raise CannotBill(f"There is no draft of {', '.join(missing)} for {month}. Run: clientenv bill draft {month}")
    if current is None or not drafts:
        raise CannotBill(f"There are no drafts of {month}. Run: clientenv bill draft {month}")
    return Plan(month=month, drafts=drafts, too_early=_too_early(run, current))


def carry_out(run: Run, planned: Plan, *, early: str | None = None, replaces: str | None = None) -> tuple[Outcome, ...]:
    """Makes each draft final, one transaction a client. Run again, it gives the same numbers.

    `early` is the reason for not waiting. Raises TooEarly without one where it is too early; nothing is stored then.
    """
    if planned.too_early and not early:
        raise TooEarly(f"{planned.too_early} To go ahead all the same: clientenv bill finalise {planned.month} --early REASON")
    why = f"finalised early: {early}" if planned.too_early else f"finalised {planned.month}"
    return tuple(_finalise(run, each.document, why, replaces) for each in planned.drafts)


def earliest(month: Month) -> date:
    """First day on which the month may become final."""
    return month.next.first_day.replace(day=FIRST_DAY)


def _finalise(run: Run, draft: Document, why: str, replaces: str | None) -> Outcome:
    """An invoice whose inputs have changed since without a cent of difference stays what it is, and nothing is due."""
    try:
        done = run.ledger.finalise.invoice(draft, issued=run.today, change=run.change(why), replaces=replaces)
    except CorrectionDue as due:
        if correction(due.billed, draft) is None:
            return Outcome(client=draft.client, document=due.billed[0])
        return Outcome(client=draft.client, refused=str(due))
    except Refused as refused:
        return Outcome(client=draft.client, refused=str(refused))
    return Outcome(client=draft.client, document=done.document, new=done.new)


def _too_early(run: Run, current: Round) -> str | None:
    """The drafts must have been made on the day or later, from bills that AWS did not mark as estimated."""
    again = f"Run: clientenv bill draft {current.month}"
    if why := too_early(run, current.month, current.estimated):
        return f"{why} {again}" if run.today >= earliest(current.month) else why
    made = current.change.at.astimezone(UTC).date()
    return f"The drafts are of {made}, before AWS closed its bill. {again}" if made < earliest(current.month) else None


def too_early(run: Run, month: Month, estimated: bool) -> str | None:
    """Why nothing may become final yet from figures that were read now; None where nothing speaks against it."""
    first = earliest(month)
    if run.today < first:
        return f"It is {run.today}; {month} may become final from {first}, when AWS has closed its own bill."
    return f"AWS marked {month} as estimated when the figures were read." if estimated else None
