"""An answer, or why there is none: a question that nobody here may ask spoils no other."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PULUMI_NEEDED = "needs the `pulumi` command"
"""Why, where the engine is not installed."""
NOT_DEPLOYED = "nothing is deployed yet"
"""Why, of what only a deployment brings."""


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[T]):
    """Of one question to AWS, to the engine or to a disk."""

    value: T | None = None
    """What was answered; may be None although there is an answer."""
    refused: str = ""
    """Why there is no answer; empty where there is one."""

    def known(self) -> T:
        """The answer of a question that always has one. Raises LookupError without it."""
        if self.value is None:
            raise LookupError(self.refused or "the answer is empty")
        return self.value
