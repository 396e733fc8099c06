"""Which pages are generated, and from what."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A file, or the part of a file between two marks, that a function writes."""

    path: Path
    """Relative to the project's folder."""
    text: Callable[[], str]
    mark: str | None = None
    """Name of the part: it stands between `<!-- generated: NAME -->` and `<!-- end -->`. None: the whole file."""

    def current(self) -> str:
        return (ROOT / self.path).read_text() if (ROOT / self.path).is_file() else ""

    def wanted(self) -> str:
        """The file as it should be. Raises ValueError where the mark is missing."""
        if self.mark is None:
            return self.text()
        before, opened, rest = self.current().partition(f"<!-- generated: {self.mark} -->\n")
        _, closed, after = rest.partition("<!-- end -->")
        if not opened or not closed:
            raise ValueError(f"{self.path} has no part `<!-- generated: {self.mark} -->` ... `<!-- end -->`")
        return f"{before}{opened}{self.text()}{closed}{after}"

    def write(self) -> None:
        (ROOT / self.path).write_text(self.wanted())

    @property
    def stale(self) -> bool:
        return self.current() != self.wanted()
