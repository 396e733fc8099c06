"""A measured number, and what it is measured against."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One row of the table."""

    what: str
    against: str = ""
    """The yardstick, or what must be known to read the number; empty when it stands for itself."""
    value: float
    """Median where there are several runs."""
    unit: str = "x"
    """`x` for a ratio: how many times the measured side takes what the yardstick takes."""
    lowest: float | None = None
    highest: float | None = None
    """The extremes of the runs, where there are several."""
    at_most: float | None = None
    """What the project promises, where it promises something."""
    sizes: Mapping[str, float] = field(default_factory=dict)
    """What was measured, in numbers: resources, objects, seconds of either side."""

    @property
    def kept(self) -> bool:
        return self.at_most is None or self.value <= self.at_most

    @property
    def number(self) -> str:
        return f"{_text(self.value)} {self.unit}"

    @property
    def promise(self) -> str:
        if self.at_most is None:
            return ""
        return f"{self.at_most:g}" if self.kept else f"{self.at_most:g}, NOT KEPT"

    @property
    def spread(self) -> str:
        return "" if self.lowest is None or self.highest is None else f"{_text(self.lowest)} to {_text(self.highest)}"


def _text(value: float) -> str:
    """With as many digits as mean something."""
    digits = 0 if value >= 100 or value == 0 else 4 if value < 0.01 else 2
    return f"{value:,.{digits}f}"
