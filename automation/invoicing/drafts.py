"""What a month is before it is final, and what the ledger has of it: drafts made, documents shown and exported, other terms tried."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from automation.aws.billing_run import Billing
from automation.exits import Exit, Stop
from automation.invoicing import session, tables
from automation.months import read_month
from automation.rating import read_terms
from billing.documents.journal import as_beancount, as_csv
from billing.domain.document_record import as_record
from billing.domain.documents import Document
from billing.domain.rating import RatedMonth, rate
from billing.domain.rating_inputs import CannotRate
from billing.runs.drafting import rate_month
from billing.runs.monthly import run_month


def draft(month: str, stack: str, *, export: str | None, keep_unknown: bool, as_json: bool) -> None:
    with session.changing(stack, keep_unknown, export) as (billing, audit):
        run, wanted = billing.opened.run, read_month(month, session.now())
        outcome = run_month(run, wanted, billing.opened.bucket)
        drafts = [each.document for each in run.ledger.drafts.of_round(run.ledger.rounds.latest(wanted))]
        audit.computed(drafts)
        budget = billing.opened.sources.budget
        failed = session.not_rated_texts(outcome.not_rated)
        session.print_documents(drafts, [*outcome.remarks, *failed, f"{budget.made} requests to Cost Explorer, ${budget.cost}."], as_json)
        if failed:
            raise typer.Exit(Exit.PARTLY_DONE)


def show(month: str, stack: str, clients: list[str] | None, *, as_json: bool) -> None:
    with session.looking(stack) as billing:
        documents = list(_of_month(billing, month, clients))
    if as_json or len(clients or []) != 1:
        session.print_documents(documents, (), as_json)
        return
    for document in documents:
        session.console().print(f"[bold]{document.number or 'draft'}[/]")
        tables.show_lines(session.console(), document)


def export(month: str, stack: str, clients: list[str] | None, form: str) -> None:
    """`form`: csv, beancount or json."""
    with session.looking(stack) as billing:
        documents = [each for each in _of_month(billing, month, clients) if each.is_final]
    match form:
        case "csv":
            print(as_csv(documents), end="")
        case "beancount":
            print(as_beancount(documents), end="")
        case _:
            print(json.dumps([as_record(each) for each in documents], ensure_ascii=False, indent=1))


def what_if(month: str, stack: str, clients: list[str] | None, *, terms: Path, export: str | None, as_json: bool) -> None:
    try:
        other = read_terms(terms, None)
    except (ValueError, OSError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    with session.looking(stack, export=export) as billing:
        rated = rate_month(billing.opened.run, read_month(month, session.now()))
    rows: list[tuple[str, RatedMonth, RatedMonth | str]] = []
    for each in rated.clients:
        if not clients or each.client in clients:
            try:
                rows.append((each.client, each.rated, rate(replace(each.inputs, terms=other))))
            except (CannotRate, LookupError) as error:
                rows.append((each.client, each.rated, str(error)))
    if as_json:
        print(json.dumps([_compared(*row) for row in rows], ensure_ascii=False, indent=1))
    else:
        tables.show_what_if(session.console(), rows)


def _compared(client: str, now: RatedMonth, then: RatedMonth | str) -> dict[str, Any]:
    agreed = {"total": f"{now.total:f}", "currency": now.currency}
    if isinstance(then, str):
        return {"client": client, "as_agreed": agreed, "refused": then}
    return {"client": client, "as_agreed": agreed, "under_these_terms": {"total": f"{then.total:f}", "currency": then.currency}}


def _of_month(billing: Billing, month: str, clients: list[str] | None) -> Iterator[Document]:
    """Final documents; a client without any has its draft."""
    ledger, wanted = billing.opened.run.ledger, read_month(month, session.now())
    final = [entry.document for entry in ledger.documents.of_month(wanted)]
    drafts = [each.document for each in ledger.drafts.of_round(ledger.rounds.latest(wanted))]
    billed = {document.client for document in final}
    everything = [*final, *(document for document in drafts if document.client not in billed)]
    yield from (each for each in sorted(everything, key=lambda each: each.client) if not clients or each.client in clients)
