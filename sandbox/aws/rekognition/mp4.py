"""How long a video is, and what it holds, from the boxes of an MP4 or MOV file (ISO/IEC 14496-12; QuickTime File Format).

Only box headers and a few small boxes are read: a file of gigabytes costs some kilobytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Read = Callable[[int, int], bytes]
"""(offset, length) -> bytes, fewer at the end of the file."""

FIRST = frozenset({"ftyp", "styp", "moov", "mdat", "wide", "free", "skip", "pnot"})
"""Boxes that a file begins with; QuickTime needs no ftyp."""
MOST_BOXES = 10_000
"""Boxes of one level that are looked at; a file with more is no video but an attack on the reader."""
MOST_BYTES = 64 * 1024
"""The longest box content that is read: headers and the first entries of tables are far shorter."""

_BOX_KIND = re.compile(rb"[\x20-\x7e\xa9]{4}")
"""Names of boxes: printable, and QuickTime's copyright sign."""


class NotAVideo(ValueError):
    """The file is not an MP4 or MOV that can be measured; the message says why."""


@dataclass(frozen=True, kw_only=True)
class VideoFacts:
    """What a file says about itself."""

    duration_millis: int
    """Length of the movie, rounded to the millisecond, at least 1."""
    width: int
    """Pixels of the first video track."""
    height: int
    """Likewise."""
    codec: str
    """Sample format of the first video track, as the file writes it: avc1, hvc1."""
    frames: int
    """Samples of the first video track, 0 in fragmented files."""

    @property
    def frame_rate(self) -> float:
        """Frames per second, 0.0 where the file does not tell."""
        return round(self.frames * 1000 / self.duration_millis, 3)


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box: where its content begins and ends."""

    kind: str
    """Four characters."""
    start: int
    """Offset of the content's first byte."""
    end: int
    """Offset after its last byte."""


def video_facts(read: Read, size: int) -> VideoFacts:
    """Measure a file of `size` bytes. Raises NotAVideo."""
    if size == 0:
        raise NotAVideo("the file is empty")
    top: dict[str, Box] = {}
    for box in _boxes(read, 0, size):
        if not top and box.kind not in FIRST:
            raise NotAVideo("the file is not made of MP4 boxes")
        top.setdefault(box.kind, box)
    if "moov" not in top:
        raise NotAVideo("the file has no moov box")
    moov = top["moov"]
    if moov.end > size:
        raise NotAVideo("the file ends within its moov box")
    inner = list(_boxes(read, moov.start, moov.end))
    duration = _movie_millis(read, inner)
    for track in (box for box in inner if box.kind == "trak"):
        facts = _video_track(read, track, duration)
        if facts:
            return facts
    raise NotAVideo("the file has no video track")


def _boxes(read: Read, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets. One may claim more than the file has: a recording that was cut off."""
    for _ in range(MOST_BOXES):
        if start + 8 > end:
            return
        head = read(start, 16)
        length, kind = struct.unpack(">I4s", head[:8])
        header = 8
        if length == 1 and len(head) == 16:
            length, header = struct.unpack(">Q", head[8:])[0], 16
        elif length == 0:
            length = end - start
        if length < header or not _BOX_KIND.fullmatch(kind):
            raise NotAVideo("the file is not made of MP4 boxes")
        yield Box(kind=kind.decode("latin-1"), start=start + header, end=start + length)
        start += length


def _content(read: Read, box: Box) -> bytes:
    wanted = min(box.end - box.start, MOST_BYTES)
    content = read(box.start, wanted)
    if len(content) < wanted:
        raise NotAVideo(f"the file ends within its {box.kind} box")
    return content


def _child(read: Read, parent: Box, *path: str) -> Box | None:
    """The box at `path` below `parent`."""
    box: Box | None = parent
    for kind in path:
        if box is None:
            return None
        box = next((one for one in _boxes(read, box.start, box.end) if one.kind == kind), None)
    return box


def _movie_millis(read: Read, inner: list[Box]) -> int:
    """Length by mvhd; a fragmented file leaves it 0 there and may tell it in mvex/mehd."""
    mvhd = next((box for box in inner if box.kind == "mvhd"), None)
    if mvhd is None:
        raise NotAVideo("the file has no mvhd box")
    timescale, duration = _timescale_and_duration(_content(read, mvhd))
    if timescale == 0:
        raise NotAVideo("the movie's timescale is 0")
    if duration == 0:
        duration = _fragments_duration(read, inner)
    if duration == 0:
        raise NotAVideo("the movie's length is 0")
    return max(1, (duration * 1000 + timescale // 2) // timescale)


def _timescale_and_duration(mvhd: bytes) -> tuple[int, int]:
    """Version 0 has 32-bit times, version 1 64-bit ones. All bits set means unknown, which counts as 0."""
    version = mvhd[0] if mvhd else -1
    layout, offset, unknown = {0: (">II", 12, 0xFFFFFFFF), 1: (">IQ", 20, 0xFFFFFFFFFFFFFFFF)}.get(version, ("", 0, 0))
    if not layout or len(mvhd) < offset + struct.calcsize(layout):
        raise NotAVideo("the mvhd box is broken")
    timescale, duration = struct.unpack_from(layout, mvhd, offset)
    return timescale, 0 if duration == unknown else duration


def _fragments_duration(read: Read, inner: list[Box]) -> int:
    mvex = next((box for box in inner if box.kind == "mvex"), None)
    mehd = _child(read, mvex, "mehd") if mvex else None
    if mehd is None:
        return 0
    content = _content(read, mehd)
    layout = ">Q" if content[:1] == b"\x01" else ">I"
    if len(content) < 4 + struct.calcsize(layout):
        raise NotAVideo("the mehd box is broken")
    return int(struct.unpack_from(layout, content, 4)[0])


def _video_track(read: Read, track: Box, duration: int) -> VideoFacts | None:
    """Facts of a track; None when it is no video track."""
    handler = _child(read, track, "mdia", "hdlr")
    if handler is None or _content(read, handler)[8:12] != b"vide":
        return None
    samples = _child(read, track, "mdia", "minf", "stbl", "stsd")
    entry = _content(read, samples)[8:] if samples else b""
    if len(entry) < 36:
        raise NotAVideo("the video track has no sample description")
    width, height = struct.unpack_from(">HH", entry, 32)
    codec = entry[4:8].decode("latin-1")
    return VideoFacts(duration_millis=duration, width=width, height=height, codec=codec, frames=_frames(read, track))


def _frames(read: Read, track: Box) -> int:
    sizes = _child(read, track, "mdia", "minf", "stbl", "stsz")
    content = _content(read, sizes) if sizes else b""
    return int(struct.unpack_from(">I", content, 8)[0]) if len(content) >= 12 else 0
