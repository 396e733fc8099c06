"""Pages that fill from top to bottom: what is drawn where, as data. Nothing of ReportLab is needed to lay a document out."""

from collections.abc import Callable
from dataclasses import dataclass, field

from billing.documents.typeface import REGULAR, Typeface

MARGIN = 54.0
"""Points on both sides (19 mm)."""
TOP = 54.0
BOTTOM = 68.0
"""The footer stands in it."""
LETTER = (612.0, 792.0)
A4 = (595.28, 841.89)

INK, QUIET, LINE, BAR, BELOW, MARK = "#16202c", "#566171", "#dde2e8", "#2f5d8a", "#a4552a", "#8a4b12"


@dataclass(frozen=True)
class Text:
    """A line of text from its left end; y is its baseline, from the bottom of the page."""

    x: float
    y: float
    text: str
    font: str
    size: float
    colour: str
    width: float


@dataclass(frozen=True)
class Rule:
    """A horizontal line."""

    x: float
    y: float
    width: float
    colour: str = LINE
    thickness: float = 0.6


@dataclass(frozen=True)
class Box:
    """A filled rectangle, or with `outline` the round frame of a mark; x and y are its lower left corner."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    outline: bool = False


Drawn = Text | Rule | Box


@dataclass
class Flow:
    """The pages so far, and how far the last one is filled."""

    size: tuple[float, float]
    face: Typeface
    pages: list[list[Drawn]] = field(default_factory=lambda: [[]])
    y: float = 0.0
    """Where the next thing begins, from the bottom of the page."""
    head: Callable[["Flow"], None] | None = None
    """Draws what every page after the first begins with."""

    def __post_init__(self) -> None:
        self.y = self.size[1] - TOP

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.size[0] - 2 * MARGIN

    @property
    def room(self) -> float:
        """Height that is left on the page."""
        return self.y - BOTTOM

    @property
    def whole(self) -> float:
        """Height of a page without its head."""
        return self.size[1] - TOP - BOTTOM - 40

    def draw(self, drawn: Drawn) -> None:
        self.pages[-1].append(drawn)

    def turn(self) -> None:
        """To the next page."""
        self.pages.append([])
        self.y = self.size[1] - TOP
        if self.head:
            self.head(self)

    def need(self, height: float) -> None:
        """Turns the page where so much does not fit and a fresh one has more room."""
        if height > self.room and self.room < self.whole:
            self.turn()

    def down(self, height: float) -> None:
        self.y -= height

    def text(
        self, text: str, x: float, *, font: str = REGULAR, size: float = 9.0, colour: str = INK, right: bool = False, rise: float = 0.0
    ) -> None:
        """One line that hangs from the present height; with `right` it ends at x. Never wraps."""
        width = self.face.width(text, font, size)
        self.draw(Text(x - width if right else x, self.y - size + rise, text, font, size, colour, width))

    def rule(self, x: float, width: float, colour: str = LINE, thickness: float = 0.6) -> None:
        self.draw(Rule(x, self.y, width, colour, thickness))

    def paragraph(
        self, text: str, x: float, width: float, *, font: str = REGULAR, size: float = 9.0, colour: str = INK, leading: float = 1.4
    ) -> None:
        """Wrapped lines, which may go on on the next page."""
        for line in self.face.wrapped(text, font, size, width):
            self.need(size * leading)
            self.text(line, x, font=font, size=size, colour=colour)
            self.down(size * leading)
