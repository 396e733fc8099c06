"""What was found when the access to a client's account was tested, as data and as Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from automation.checks import Check, Result


@dataclass(frozen=True, kw_only=True)
class AccessReport:
    """All checks of one test."""

    stack: str
    account_id: str
    by: str
    """Whose credentials tested it."""
    at: datetime
    checks: Sequence[Check]

    @property
    def passed(self) -> bool:
        """Whether every check did: what was not tested is not known to be right."""
        return all(each.result is Result.PASSED for each in self.checks)

    def as_record(self) -> dict[str, Any]:
        return {
            "stack": self.stack,
            "account_id": self.account_id,
            "tested_by": self.by,
            "tested_at": self.at.isoformat(timespec="seconds"),
            "passed": self.passed,
            "checks": [asdict(each) for each in self.checks],
        }

    def as_markdown(self) -> str:
        """For the client: what was tested, what was found, what to do."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield f"# Access to account {self.account_id}: {'passed' if self.passed else 'not yet'}"
        yield ""
        yield f"Stack {self.stack}, tested {self.at:%Y-%m-%d %H:%M} UTC by {self.by}."
        yield ""
        yield "| what | result | found |"
        yield "|-|-|-|"
        for each in self.checks:
            yield f"| {each.title} | {each.result} | {each.found} |"
        if remedies := [each for each in self.checks if each.remedy]:
            yield "\n## What to do\n"
            yield from (f"- **{each.title}.** {each.remedy}" for each in remedies)
