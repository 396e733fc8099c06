"""All that was looked at, and what follows from it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from automation.checks import Check
from automation.exits import Exit


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What a doctor says."""

    stack: str | None
    """None where no stack was named."""
    account_id: str | None
    """The stack's, or that of the credentials; None where AWS could not be asked."""
    by: str | None
    """Whose credentials asked."""
    at: datetime
    checks: Sequence[Check]
    ended: Exit | None = None
    """What kept the rest from being asked: unlawful settings, the wrong account, no answer from AWS."""

    @property
    def exit(self) -> Exit:
        """DONE where it is safe to deploy."""
        if self.ended is not None:
            return self.ended
        return Exit.REFUSED if any(each.blocks for each in self.checks) else Exit.DONE

    @property
    def safe(self) -> bool:
        return self.exit is Exit.DONE

    def as_record(self) -> dict[str, Any]:
        return {
            "stack": self.stack,
            "account_id": self.account_id,
            "asked_by": self.by,
            "asked_at": self.at.isoformat(timespec="seconds"),
            "safe_to_deploy": self.safe,
            "checks": [asdict(each) for each in self.checks],
        }
