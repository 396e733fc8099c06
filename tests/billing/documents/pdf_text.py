"""Reads our own PDFs back: text with its place, and metadata. It knows what ReportLab writes for us and no more."""

import re
import zlib
from dataclasses import dataclass

OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\n(.*?)endobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*)endstream", re.S)
OPERATION = re.compile(rb"1 0 0 1 ([-.\d]+) ([-.\d]+) Tm|/(F\d+\+?\d*) ([.\d]+) Tf|\(((?:\\.|[^\\()])*)\) Tj", re.S)
ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.S)


@dataclass(frozen=True)
class Placed:
    x: float
    y: float
    size: float
    text: str


def pages(pdf: bytes) -> list[list[Placed]]:
    """The texts of each page, in the order in which they are drawn."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = {name: _letters(objects, int(at)) for body in objects.values() for name, at in re.findall(rb"/(F\d+\+?\d*) (\d+) 0 R", body)}
    contents = re.findall(rb"/Contents (\d+) 0 R", b"".join(body for body in objects.values() if b"/Type /Page\n" in body))
    return [list(_texts(_unpacked(objects[int(number)]), fonts)) for number in contents]


def text(pdf: bytes) -> str:
    """All text of all pages, a line for each place; no-break spaces as spaces."""
    return "\n".join(each.text for page in pages(pdf) for each in page).replace("\u00a0", " ")


def metadata(pdf: bytes) -> dict[str, str]:
    """Title, author, subject, dates."""
    body = next(body for _, body in OBJECT.findall(pdf) if b"/CreationDate" in body)
    found = re.findall(rb"/(\w+) \(((?:\\.|[^\\()])*)\)", body, re.S)
    return {name.decode(): _string(_unescaped(value)) for name, value in found}


def _texts(content: bytes, fonts: dict[bytes, dict[int, str]]):
    x = y = size = 0.0
    letters: dict[int, str] = {}
    for operation in OPERATION.finditer(content):
        if operation[1]:
            x, y = float(operation[1]), float(operation[2])
        elif operation[3]:
            letters, size = fonts[operation[3]], float(operation[4])
        else:
            codes = _unescaped(operation[5])
            yield Placed(x, y, size, "".join(letters[code] for code in codes) if letters else codes.decode("utf-16-be"))


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """Code to character, by the font's own table; nothing for the reader's own fonts, whose text is UTF-16."""
    table = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    pairs = re.findall(rb"<(\w{2})> <(\w{4,8})>", _unpacked(objects[int(table[1])])) if table else []
    return {int(code, 16): bytes.fromhex(character.decode()).decode("utf-16-be") for code, character in pairs}


def _unpacked(body: bytes) -> bytes:
    return zlib.decompress(STREAM.search(body)[1])


def _unescaped(value: bytes) -> bytes:
    return ESCAPE.sub(
        lambda found: bytes([int(found[1], 8)]) if found[1].isdigit() else {b"n": b"\n", b"r": b"\r"}.get(found[1], found[1]), value
    )


def _string(value: bytes) -> str:
    return value[2:].decode("utf-16-be") if value.startswith(b"\xfe\xff") else value.decode("latin-1")
