"""The audit record of a command that is about one stack, in the place that the stack's settings name."""

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from automation.audit import Audit
from automation.aws.audit_place import FolderPlace, audit_place, own_s3
from model.settings import StackSettings

AUDIT_FOLDER = ".clientenv/audit"
"""Of audit records, beside the stack's file, where its settings name no other place."""


def stack_audit(stack: str, settings: StackSettings, folder: Path, *, by: str | None = None, s3: Callable[[], Any] = own_s3) -> Audit:
    """The record of a command that has begun now. `by`: who AWS says it is; None before AWS was asked: the name on this machine."""
    place = audit_place(settings.audit_place, FolderPlace(folder=folder / AUDIT_FOLDER), s3)
    return Audit(place, by=by or getpass.getuser(), stack=stack, at=datetime.now(UTC))
