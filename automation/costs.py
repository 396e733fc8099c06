"""`clientenv costs`: what AWS charged, by client, from export files alone."""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
import yaml
from rich.console import Console
from rich.table import Table

from automation.exits import Exit, Stop
from billing.domain.costs import Costs, MonthCosts
from billing.domain.money import plain
from billing.domain.month import Month
from billing.sources.exports.problems import ExportError
from billing.sources.exports.query import By

EXAMPLE = "Example: clientenv costs --export 'exports/*.parquet' --month 2026-10 --json"
WIDTH = 80


def costs(
    export: Annotated[str, typer.Option(help="File, folder, or glob in quotes: CUR 2.0, legacy CUR, FOCUS; Parquet, gzip CSV, CSV.")],
    month: Annotated[str, typer.Option(help="Month that is billed, such as 2026-10.")],
    by: Annotated[Literal["tag", "account"], typer.Option(help="What tells clients apart: the tag Client, or the account.")] = "tag",
    accounts: Annotated[Path | None, typer.Option(help="With --by account: YAML or JSON, account id to client.")] = None,
    keep_unknown: Annotated[bool, typer.Option("--keep-unknown", help="Book unknown kinds of lines as usage, and say so.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; a list of objects where the bill has several currencies.")] = False,
) -> None:
    """Costs by client and kind, from export files: no AWS, no stack."""
    from billing.sources.exports.reading import read_costs

    try:
        clients = _accounts(accounts, By(by))
        read = read_costs(export, Month.parse(month), by=By(by), accounts=clients, keep_unknown=keep_unknown)
    except (ExportError, ValueError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    for notice in read.notices:
        print(f"Note: {notice}", file=sys.stderr)
    if as_json:
        records = [as_record(each) for each in read.costs]
        print(json.dumps(records[0] if len(records) == 1 else records, indent=1, ensure_ascii=False))
    else:
        for each in read.costs:
            _show(each)


def as_record(bill: MonthCosts) -> dict[str, Any]:
    """A bill as `--json` prints it: amounts are decimal strings; clients + unallocated + rounding = total."""
    return {
        "month": str(bill.month),
        "currency": bill.currency,
        "clients": {name: _record(part) for name, part in bill.clients.items()},
        "unallocated": _record(bill.unallocated),
        "rounding": plain(bill.rounding),
        "total": plain(bill.total),
        "rows": bill.rows,
        "sha256": bill.sha256,
    }


def _record(part: Costs) -> dict[str, Any]:
    return {"total": plain(part.total), "by_kind": {kind.value: plain(amount) for kind, amount in part.by_kind.items()}}


def _accounts(path: Path | None, by: By) -> Mapping[str, str] | None:
    """Account id to client. Raises Stop for a file that says something else."""
    if path is None:
        return None
    if by is not By.ACCOUNT:
        raise Stop(Exit.USAGE, "--accounts says whose each account is, but clients are told apart by tag. Add --by account.")
    try:
        listed = yaml.safe_load(path.read_text("utf-8-sig"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Stop(Exit.USAGE, f"{path} cannot be read: {error}") from error
    if not isinstance(listed, dict) or not listed:
        raise Stop(Exit.USAGE, f"{path} is no list of accounts. Write a line for each, such as '222222222222': Acme")
    wrong = [f"{account!r}: {client!r}" for account, client in listed.items() if not _listed(account, client)]
    if wrong:
        raise Stop(
            Exit.USAGE,
            f"{path} has {'; '.join(wrong)}. An account id has 12 digits (quote it, or a leading zero is lost), and a client is text. "
            "Write a line such as '222222222222': Acme",
        )
    return {str(account): client for account, client in listed.items()}


def _listed(account: object, client: object) -> bool:
    return re.fullmatch(r"\d{12}", str(account)) is not None and isinstance(client, str) and bool(client.strip())


def _show(bill: MonthCosts) -> None:
    table = Table(title=f"{bill.month}, {bill.currency}, {bill.rows:,} lines", title_justify="left")
    table.add_column("client", overflow="fold")
    table.add_column("of which", overflow="fold")
    table.add_column(bill.currency, justify="right", no_wrap=True)
    for name, part in bill.clients.items():
        table.add_row(_text(name), _kinds(part), plain(part.total))
    table.add_row(_text("(unallocated)"), _kinds(bill.unallocated), plain(bill.unallocated.total))
    table.add_row(_text("(rounding to ten decimals)"), "", plain(bill.rounding))
    table.add_section()
    table.add_row("total", "", plain(bill.total))
    Console(width=WIDTH, highlight=False, markup=False).print(table)


def _kinds(part: Costs) -> str:
    return "\n".join(f"{kind.value} {plain(amount)}" for kind, amount in part.by_kind.items()) if len(part.by_kind) > 1 else ""


def _text(name: str) -> str:
    """A name as a terminal can show it: a newline in a tag would look like two clients."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in name)
