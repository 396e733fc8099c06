"""From drafts to final documents. What is final never changes: what differs afterwards becomes a note (`billing.runs.reconciling`)."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
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


Turn = Callable[[], AbstractContextManager[Callable[[Outcome], None]]]
"""One client's turn, entered before it and left after it; what it gives is told what became of the client. A command notes there which
numbers are given, and lets nobody interrupt within it."""


@contextmanager
def unheard() -> Iterator[Callable[[Outcome], None]]:
    """A turn that nobody asks about."""
    yield lambda outcome: None


def plan(run: Run, month: Month, clients: Collection[str] = ()) -> Plan:
    """Looks at the drafts that the latest round made, of these clients or of all.

    Raises CannotBill where there are none, and where one was made again by a run that has not saved its round: it is still at work, or was
    cut off, and nobody has said yet whether its figures are estimates.
    """
    current = run.ledger.rounds.latest(month)
    wanted = set(clients or (current.inputs if current else ()))
    drafts = tuple(each for each in run.ledger.drafts.of_round(current) if each.document.client in wanted)
    if missing := sorted(wanted - {each.document.client for each in drafts}):
        raise CannotBill(f"There is no draft of {', '.join(missing)} for {month} from its latest round. Run: clientenv bill draft {month}")
    if current is None or not drafts:
        raise CannotBill(f"There are no drafts of {month}. Run: clientenv bill draft {month}")
    return Plan(month=month, drafts=drafts, too_early=_too_early(run, current))


def carry_out(
    run: Run, planned: Plan, *, early: str | None = None, replaces: str | None = None, turn: Turn = unheard
) -> tuple[Outcome, ...]:
    """Makes each draft final, one transaction and one turn a client. Run again, it gives the same numbers.

    What is wrong with one client is its outcome, and the others have theirs; only what would stop them too, such as AWS, is raised.

    `early` is the reason for not waiting. Raises TooEarly without one where it is too early; nothing is stored then.
    """
    if planned.too_early and not early:
        raise TooEarly(f"{planned.too_early} To go ahead all the same: clientenv bill finalise {planned.month} --early REASON")
    why = f"finalised early: {early}" if planned.too_early else f"finalised {planned.month}"
    outcomes = []
    for each in planned.drafts:
        with turn() as tell:
            outcomes.append(_finalise(run, each.document, why, replaces))
            tell(outcomes[-1])
    return tuple(outcomes)


def earliest(month: Month) -> date:
    """First day on which the month may become final."""
    return month.next.first_day.replace(day=FIRST_DAY)


def _finalise(run: Run, draft: Document, why: str, replaces: str | None) -> Outcome:
    """An invoice whose inputs have changed since without a cent of difference stays what it is, and nothing is due."""
    try:
        done = run.ledger.finalise.invoice(draft, issued=run.today, change=run.change(why), replaces=replaces)
    except CorrectionDue as due:
        return _unless_nothing_is_due(due, draft)
    except (Refused, ValueError) as refused:
        return Outcome(client=draft.client, refused=str(refused))
    return Outcome(client=draft.client, document=done.document, new=done.new)


def _unless_nothing_is_due(due: CorrectionDue, draft: Document) -> Outcome:
    try:
        note = correction(due.billed, draft)
    except ValueError as wrong:
        return Outcome(client=draft.client, refused=str(wrong))
    return Outcome(client=draft.client, document=due.billed[0]) if note is None else Outcome(client=draft.client, refused=str(due))


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
