"""What `clientenv bill` shows a person, for 80 columns."""

from collections.abc import Iterable, Sequence

from rich.console import Console

from automation.tables import table
from billing.domain.book import Comparison
from billing.domain.documents import Document, DocumentKind
from billing.domain.money import plain
from billing.domain.rating import RatedMonth
from billing.runs import reconciling
from billing.runs.finalising import Outcome

KINDS = {DocumentKind.INVOICE: "invoice", DocumentKind.CREDIT_NOTE: "credit note", DocumentKind.DEBIT_NOTE: "debit note"}


def show_documents(console: Console, documents: Iterable[Document]) -> None:
    """A row each; drafts have no number."""
    rows = table("client", "number", "kind", "month", "issued", "due", "total ", "")
    for each in documents:
        number = each.number or "draft"
        rows.add_row(
            each.client,
            number,
            KINDS[each.kind],
            str(each.month),
            str(each.issued or ""),
            str(each.due or ""),
            plain(each.total),
            each.currency,
        )
    console.print(rows)


def show_lines(console: Console, document: Document) -> None:
    """One document, line by line."""
    rows = table("line", "quantity ", "unit", "price ", "amount ", "")
    for line in document.lines:
        rows.add_row(line.description, plain(line.quantity), line.unit, plain(line.unit_price), plain(line.amount), document.currency)
    if document.tax_percent:
        rows.add_row(document.tax_text or "Tax", "", "", "", plain(document.tax), document.currency)
    rows.add_row("Total", "", "", "", plain(document.total), document.currency, style="bold")
    console.print(rows)


def show_outcomes(console: Console, outcomes: Iterable[Outcome]) -> None:
    """What became of each client's draft."""
    rows = table("client", "number", "kind", "total ", "", "")
    refused = []
    for each in outcomes:
        if each.document is None:
            refused.append(f"{each.client}: {each.refused}")
            continue
        document = each.document
        said = "" if each.new else "was final before"
        rows.add_row(each.client, document.number, KINDS[document.kind], plain(document.total), document.currency, said)
    if rows.row_count:
        console.print(rows)
    for text in refused:
        console.print(text, style="yellow", soft_wrap=True)


def show_reconciliation(console: Console, plan: reconciling.Plan) -> None:
    """What would happen, and how the books compare with AWS's invoices."""
    for note in plan.notes:
        console.print(f"[bold]{note.draft.client}[/]: {KINDS[note.draft.kind]} to {note.draft.corrects}")
        show_lines(console, note.draft)
    if not plan.notes:
        console.print("No note is due.")
    for each in plan.refused:
        console.print(f"{each.client}: {each.refused}", soft_wrap=True, markup=False)
    if plan.open:
        console.print(f"Not invoiced yet: {', '.join(plan.open)}.")
    for book in plan.books:
        compared = plan.comparisons.get(book.payer)
        state = "AWS has issued no invoice yet" if compared is None else _compared(compared)
        console.print(f"Book of {book.payer}: {plain(book.costs.total)} {book.costs.currency}; {state}.", soft_wrap=True)


def _compared(compared: Comparison) -> str:
    verdict = "agrees with" if compared.agrees else "DIFFERS FROM"
    return f"{verdict} AWS's {plain(compared.issued)} (difference {plain(compared.difference)}, allowed {plain(compared.allowed)})"


def show_what_if(console: Console, rows: Sequence[tuple[str, RatedMonth, RatedMonth | str]]) -> None:
    """Each client's month as agreed beside the same month under other terms."""
    made = table("client", "as agreed ", "", "under these terms ", "")
    for client, now, then in rows:
        other = (then, "") if isinstance(then, str) else (plain(then.total), then.currency)
        made.add_row(client, plain(now.total), now.currency, *other)
    console.print(made)
