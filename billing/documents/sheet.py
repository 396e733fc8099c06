"""What a document shows, as data: ready strings in blocks. HTML and PDF print the same sheet, so they can never say different things."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.documents.notation import Notation, notation
from billing.documents.wording import language_of, words


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table."""

    heading: str
    numeric: bool = False
    """Whether it is right-aligned."""
    short: bool = False
    """Whether it is text that is as wide as its longest cell, instead of taking what is left."""


@dataclass(frozen=True, kw_only=True)
class TotalRow:
    """A sum below a table."""

    label: str
    value: str
    detail: str | None = None
    """Said below the label, small."""
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under a caption."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[TotalRow, ...] = ()
    caption_shown: bool = True
    """Whether the caption is printed; a screen reader says it in any case."""
    stacks: bool = False
    """Whether a row takes two lines on a phone: its first cell, then the others."""
    foot: tuple[tuple[str, ...], ...] = ()
    """Rows of sums with as many cells as there are columns."""
    dense: bool = False
    """Whether its rows are close together, as those of the days of a month are."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One value of a chart."""

    label: str
    value: Decimal
    shown: str
    """The value as it is written."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars and, for those who do not see them, the same numbers as a table."""

    title: str
    description: str
    """What there is to see, in a sentence."""
    bars: tuple[Bar, ...]
    upright: bool = False
    """Whether the bars stand, as days do; otherwise they lie, each below its name."""
    table: Table
    table_folded: bool = False
    """Whether HTML shows the table on demand only."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A few numbers that matter most."""

    figures: tuple[tuple[str, str, str | None], ...]
    """Name, value and what is said below."""


@dataclass(frozen=True, kw_only=True)
class Paragraphs:
    """Plain text."""

    heading: str | None
    paragraphs: tuple[str, ...]
    quiet: bool = False
    """Whether it is small print."""


Block = Table | Chart | Figures | Paragraphs


@dataclass(frozen=True, kw_only=True)
class PartyLines:
    """Seller or buyer as they are printed."""

    label: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One document, ready to be printed."""

    locale: str
    """Locale of numbers and dates; the words come in its language where there is a catalogue."""
    title: str
    """What it is, such as `Invoice`."""
    reference: str | None = None
    """Its number, or what it is about."""
    mark: str | None = None
    """A word that nobody may miss, such as `Draft`."""
    author: str
    subject: str
    dated: date
    """What the PDF says it was made on: never the clock."""
    parties: tuple[PartyLines, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """Name and value, beside the title."""
    blocks: tuple[Block, ...] = ()
    wide: bool = False
    """Whether its tables need a landscape page."""

    @property
    def name(self) -> str:
        """Title and reference."""
        return f"{self.title} {self.reference}" if self.reference else self.title

    @property
    def notation(self) -> Notation:
        return notation(self.locale)

    @property
    def language(self) -> str:
        """Of the words, as HTML and PDF name it: `de-DE`, and `en` where there are no words in the locale's own language."""
        language = language_of(self.locale)
        return self.locale.replace("_", "-") if self.locale.split("_")[0] == language else language

    def word(self, key: str) -> str:
        """A static word in the language of the document."""
        return words(language_of(self.locale))[key]


def present(*values: str | None) -> tuple[str, ...]:
    """Those that say something."""
    return tuple(value for value in values if value)


def facts(*pairs: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Those with a value."""
    return tuple((name, value) for name, value in pairs if value)
