"""One thing that was looked at: what was found, what to do, and whether it keeps anybody from deploying."""

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_TESTED = "not tested"
    """It would say nothing, or nobody here may ask; what was found says which."""


class Weight(StrEnum):
    """What it means that a check failed."""

    BLOCKS = "blocks"
    """Deploying is not safe before it is set right."""
    INFORMS = "informs"
    """Somebody should see to it; a deployment does no harm meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was tested."""

    id: str
    title: str
    result: Result
    found: str
    remedy: str = ""
    weight: Weight = Weight.BLOCKS

    @property
    def blocks(self) -> bool:
        """Whether it keeps from deploying. What was not tested does not: the reason for that is a check of its own."""
        return self.result is Result.FAILED and self.weight is Weight.BLOCKS


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a check is about, before anything is known of it."""

    id: str
    title: str
    """At most 26 characters, so that a table has room for what was found."""
    weight: Weight = Weight.BLOCKS

    def passed(self, found: str) -> Check:
        return self._check(Result.PASSED, found)

    def failed(self, found: str, remedy: str, weight: Weight | None = None) -> Check:
        """`weight`: where one way to fail weighs otherwise than the rest."""
        return self._check(Result.FAILED, found, remedy, weight)

    def not_tested(self, found: str, remedy: str = "") -> Check:
        return self._check(Result.NOT_TESTED, found, remedy)

    def _check(self, result: Result, found: str, remedy: str = "", weight: Weight | None = None) -> Check:
        return Check(id=self.id, title=self.title, result=result, found=found, remedy=remedy, weight=weight or self.weight)
