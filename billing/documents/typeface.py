"""The letters of the PDFs: which font has a character, how wide a text is, where it wraps.

Inter has Latin with its extensions, Greek and Cyrillic, and is embedded. Chinese, Japanese and Korean are drawn with the fonts that PDF
readers bring along for them. What neither has is drawn as an empty box (`pdf.not_drawn` names it); HTML shows it all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import getFont, registerFont
from reportlab.pdfbase.ttfonts import TTFont

from billing.documents.readable import readable

REGULAR = "Inter-Regular"
STRONG = "Inter-SemiBold"
EAST_ASIAN = {"zh": "STSong-Light", "ko": "HYGothic-Medium"}
"""Language to the reader's own font for its script; Japanese otherwise."""
JAPANESE = "HeiseiKakuGo-W5"
BREAKS_AFTER = frozenset("-/,.;:@_\u2013\u2014")
"""A word that is too long for its line is broken after one of these if it can be."""


@dataclass(frozen=True)
class Typeface:
    """The fonts of one language."""

    east_asian: str

    def runs(self, text: str, font: str) -> Iterator[tuple[str, str]]:
        """The text in pieces of one font each: font and piece."""
        if text.isascii():
            yield font, text
            return
        piece, last = "", font
        for character in text:
            its = font if has(font, character) or not _is_east_asian(character) else self.east_asian
            if its != last and piece:
                yield last, piece
                piece = ""
            piece, last = piece + character, its
        if piece:
            yield last, piece

    def width(self, text: str, font: str, size: float) -> float:
        """In points."""
        return _width(self.east_asian, text, font) * size / 1000

    def wrapped(self, text: str, font: str, size: float, width: float) -> list[str]:
        """Lines no wider than this; one line at least. A word that is wider itself is broken."""
        text = readable(text)
        if self.width(text, font, size) <= width:
            return [text]
        lines: list[str] = []
        line = ""
        for word in text.split(" "):
            if line and self.width(f"{line} {word}", font, size) <= width:
                line = f"{line} {word}"
                continue
            if line:
                lines.append(line)
            *full, line = self._broken(word, font, size, width)
            lines += full
        return [*lines, line]

    def _broken(self, word: str, font: str, size: float, width: float) -> list[str]:
        """A word in pieces that fit; of one piece where it fits as it is."""
        pieces = []
        while self.width(word, font, size) > width and len(word) > 1:
            cut = self._cut(word, font, size, width)
            pieces.append(word[:cut])
            word = word[cut:]
        return [*pieces, word]

    def _cut(self, word: str, font: str, size: float, width: float) -> int:
        """How many characters fit, one at least."""
        fits = 1
        while fits < len(word) and self.width(word[: fits + 1], font, size) <= width:
            fits += 1
        soft = [place + 1 for place in range(fits // 2, fits) if word[place] in BREAKS_AFTER]
        return soft[-1] if soft else fits


@cache
def typeface(language: str) -> Typeface:
    """The fonts for a language, such as `de` or `ja`; they are registered with ReportLab once a process."""
    for name in (REGULAR, STRONG):
        _widths(name)
    east_asian = EAST_ASIAN.get(language, JAPANESE)
    registerFont(UnicodeCIDFont(east_asian))
    return Typeface(east_asian)


def has(font: str, character: str) -> bool:
    """Whether an embedded font has it."""
    return character in _widths(font)


def is_drawn(character: str) -> bool:
    """Whether it comes out as itself."""
    return has(REGULAR, character) or _is_east_asian(character)


@cache
def _widths(font: str) -> dict[str, float]:
    """Character to its width in thousandths of the size; only what the font has."""
    with as_file(files(__package__) / "fonts" / f"{font}.ttf") as path:
        registerFont(TTFont(font, str(path)))
    face = getFont(font).face
    return {chr(code): face.charWidths.get(code, face.defaultWidth) for code in face.charToGlyph}


@lru_cache(maxsize=16384)
def _width(east_asian: str, text: str, font: str) -> float:
    widths, missing = _widths(font), getFont(font).face.defaultWidth
    return sum(widths[each] if each in widths else 1000 if _is_east_asian(each) else missing for each in text)


def _is_east_asian(character: str) -> bool:
    """Whether Chinese, Japanese or Korean write it; their fonts know no character beyond the first plane."""
    return (
        "\u2e80" <= character <= "\u9fff"
        or "\uac00" <= character <= "\ud7a3"
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uffef"
    )
