"""The audit record of a command that is about one stack, in the place that the stack's settings name."""

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from automation.audit import Audit
from automation.aws.audit_place import S3, AuditPlace, BucketPlace, FolderPlace, audit_place, own_s3
from model.settings import StackSettings

AUDIT_FOLDER = ".clientenv/audit"
"""Of audit records, beside the stack's file, where its settings name no other place."""


def stack_audit(stack: str, settings: StackSettings, folder: Path, *, by: str | None = None, s3: Callable[[], Any] = own_s3) -> Audit:
    """The record of a command that has been let in now. `by`: who AWS says it is; None before AWS was asked: the name on this machine."""
    place = audit_place(settings.audit_place, FolderPlace(folder=folder / AUDIT_FOLDER), s3)
    return Audit(place, by=by or getpass.getuser(), stack=stack, at=datetime.now(UTC))


def refusal_audit(stack: str, settings: StackSettings, folder: Path, *, by: str | None) -> Audit:
    """The record of a command that the guard has refused. Whoever is refused may have no credentials for the bucket of records either: the
    folder beside the stack's file takes it then."""
    here = FolderPlace(folder=folder / AUDIT_FOLDER)
    place: AuditPlace = here if by is None and _is_bucket(settings) else audit_place(settings.audit_place, here, own_s3)
    if isinstance(place, BucketPlace):
        place = FirstThatTakes(place=place, otherwise=here)
    return Audit(place, by=by or getpass.getuser(), stack=stack, at=datetime.now(UTC))


@dataclass(frozen=True, kw_only=True)
class FirstThatTakes:
    """A place, and another one for what it does not take."""

    place: AuditPlace
    otherwise: AuditPlace

    @property
    def text(self) -> str:
        return self.otherwise.text

    def keep(self, name: str, content: bytes) -> None:
        try:
            self.place.keep(name, content)
        except Exception:
            self.otherwise.keep(name, content)


def _is_bucket(settings: StackSettings) -> bool:
    return (settings.audit_place or "").startswith(S3)
