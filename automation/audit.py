"""Who did what: each command of billing that changes something leaves one record, also where it was refused or broke.

It is written when the command ends, and says: who (`by`, as AWS names them) and when (`at`, the moment that the ledger notes too), the
words of the command without secrets, billing's stack, the program's git commit, the fingerprint of what the documents were computed from,
how it ended (`exit`, and `error` in its own words), and the numbers that it gave or mailed. What the change was is in the ledger.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from uuid import uuid4

import typer

from automation.aws.billing_run import Billing
from automation.exits import Exit, Stop
from billing.domain.canonical import canonical, fingerprint
from billing.domain.documents import Document

SECRET_OPTION = re.compile(r"--[a-z-]*(secret|token|password|external-id)[a-z-]*")
ACCESS_KEY = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b")
HIDDEN = "***"
PROGRAM = Path(__file__).parents[1]
SECONDS_FOR_GIT = 5


class Audit:
    """What a command tells while it runs."""

    def __init__(self, billing: Billing, stack: str) -> None:
        self._billing, self._stack = billing, stack
        self._inputs: str | None = None
        self._numbers: list[str] = []

    def computed(self, documents: Iterable[Document]) -> None:
        """These are what the command is about: drafts, the plan's notes, a document to send."""
        found = sorted([each.client, each.inputs_sha256] for each in documents)
        self._inputs = found[0][1] if len(found) == 1 else fingerprint(found) if found else None

    def done(self, documents: Iterable[Document]) -> None:
        """These became final, or were mailed."""
        self._numbers += [str(each.number) for each in documents]

    def write(self, code: int, error: str | None) -> bool:
        """False, and a message, where the place does not take it: what the command did stands all the same."""
        run, place = self._billing.opened.run, self._billing.audit
        at = run.at.astimezone(UTC)
        record = {
            "by": run.by,
            "at": at.isoformat(),
            "command": ["clientenv", *shown(sys.argv[1:])],
            "stack": self._stack,
            "commit": commit(PROGRAM),
            "inputs": self._inputs,
            "exit": int(code),
            "error": error,
            "numbers": self._numbers,
        }
        try:
            place.keep(f"{at:%Y/%m/%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}.json", canonical(record))
        except Exception as refused:
            print(f"The audit record could not be written to {place.text}: {refused}. What the command has done stands.", file=sys.stderr)
            return False
        return True


@contextmanager
def audited(billing: Billing, stack: str) -> Iterator[Audit]:
    """Writes the record when the command ends. Raises typer.Exit (5) where the command is done and its record cannot be written."""
    audit = Audit(billing, stack)
    try:
        yield audit
    except BaseException as ended:
        code, error = _ending(ended)
        if not audit.write(code, error) and code == Exit.DONE:
            raise typer.Exit(Exit.PARTLY_DONE) from ended
        raise
    if not audit.write(Exit.DONE, None):
        raise typer.Exit(Exit.PARTLY_DONE)


def shown(words: Sequence[str]) -> Iterator[str]:
    """The words of a command; the value of an option that takes a secret, and what looks like an access key, is hidden."""
    hiding = False
    for word in words:
        option, equals, _ = word.partition("=")
        secret = SECRET_OPTION.fullmatch(option) is not None
        if hiding:
            yield HIDDEN
        elif secret and equals:
            yield f"{option}={HIDDEN}"
        else:
            yield ACCESS_KEY.sub(HIDDEN, word)
        hiding = secret and not equals and not hiding


def commit(folder: Path) -> str | None:
    """The git commit of the program; None where it has no repository, or there is no git."""
    try:
        asked = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True, check=False, timeout=SECONDS_FOR_GIT
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.strip() or None if asked.returncode == 0 else None


def _ending(ended: BaseException) -> tuple[int, str | None]:
    match ended:
        case typer.Exit():
            return ended.exit_code, None
        case Stop():
            return ended.code, str(ended)
        case _:
            return Exit.FAULT, f"{type(ended).__name__}: {ended}"
