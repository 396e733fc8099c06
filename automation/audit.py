"""Who did what: each command that changes something leaves one record, also where it was refused or broke.

It is written when the command ends. What works on the engine leaves another one before it changes anything, of the same name but for
`-begun`: where no record of its end lies beside it, the process was killed, or is still at work. Sorted by name, records are in the order
in which the guard let their commands in, or turned them away.

A record says: who (`by`, as AWS names them) and when (`at`), the words of the command without secrets, the stack, the program's git commit,
how it ended (`exit`, and `error` in its own words), and what the command itself notes: a deployment the hash of its plan and the steps that
are done, a command of billing the fingerprint of its inputs and the numbers that it gave.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import typer

from automation.aws.audit_place import AuditPlace
from automation.exits import Exit, Stop
from automation.own_folder import OWN_FOLDER
from billing.domain.canonical import canonical

SECRET_OPTION = re.compile(r"--[a-z-]*(secret|token|password|external-id)[a-z-]*")
ACCESS_KEY = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b")
HIDDEN = "***"
BEGUN = "-begun"
SECONDS_FOR_GIT = 5


class Audit:
    """What a command tells while it runs."""

    def __init__(self, place: AuditPlace, *, by: str, stack: str, at: datetime) -> None:
        self._place, self._by, self._stack, self._at = place, by, stack, at.astimezone(UTC)
        self._name = f"{self._at:%Y/%m/%Y%m%dT%H%M%S%fZ}-{uuid4().hex[:8]}"
        self._noted: dict[str, Any] = {}
        self.ending: tuple[int, str | None] = (Exit.DONE, None)
        """How the command ends where nothing is raised: exit code, and its words."""

    def note(self, **facts: Any) -> None:
        """More of the record: text, whole numbers, lists and dictionaries of them."""
        self._noted |= facts

    def begin(self) -> None:
        """What has been noted is about to be carried out. A place that does not take the record keeps nobody from it; that is told."""
        self._keep(f"{self._name}{BEGUN}.json", {**self._record(), "exit": None, "error": None}, "The command goes on.")

    def write(self, code: int, error: str | None) -> bool:
        """False, and a message, where the place does not take it: what the command did stands all the same."""
        return self._keep(f"{self._name}.json", {**self._record(), "exit": int(code), "error": error}, "What the command has done stands.")

    def _record(self) -> dict[str, Any]:
        return {
            "by": self._by,
            "at": self._at.isoformat(),
            "command": ["clientenv", *shown(sys.argv[1:])],
            "stack": self._stack,
            "commit": commit(OWN_FOLDER),
            **self._noted,
        }

    def _keep(self, name: str, record: dict[str, Any], otherwise: str) -> bool:
        try:
            self._place.keep(name, canonical(record))
        except Exception as refused:
            print(f"The audit record could not be written to {self._place.text}: {refused}. {otherwise}", file=sys.stderr)
            return False
        return True


@contextmanager
def audited(audit: Audit) -> Iterator[Audit]:
    """Writes the record when the command ends. Raises typer.Exit (5) where the command is done and its record cannot be written."""
    try:
        yield audit
    except BaseException as ended:
        code, error = _ending(ended)
        if not audit.write(code, error) and code == Exit.DONE:
            raise typer.Exit(Exit.PARTLY_DONE) from ended
        raise
    if not audit.write(*audit.ending) and audit.ending[0] == Exit.DONE:
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
