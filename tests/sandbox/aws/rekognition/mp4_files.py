"""MP4 files made by hand: just enough boxes to have a length."""

from __future__ import annotations

import struct


def box(kind: str, *content: bytes, wide: bool = False, open_end: bool = False) -> bytes:
    body = b"".join(content)
    if wide:
        return struct.pack(">I4sQ", 1, kind.encode("latin-1"), len(body) + 16) + body
    return struct.pack(">I4s", 0 if open_end else len(body) + 8, kind.encode("latin-1")) + body


def mvhd(duration: int, timescale: int = 1000, version: int = 0) -> bytes:
    times = struct.pack(">IIII", 0, 0, timescale, duration) if version == 0 else struct.pack(">QQIQ", 0, 0, timescale, duration)
    return box("mvhd", bytes([version, 0, 0, 0]) + times + bytes(80))


def track(handler: str = "vide", width: int = 480, height: int = 270, frames: int = 48, codec: bytes = b"avc1") -> bytes:
    sample = bytes(4) + codec + bytes(24) + struct.pack(">HH", width, height) + bytes(50)
    table = box("stbl", box("stsd", struct.pack(">II", 0, 1) + sample), box("stsz", struct.pack(">III", 0, 0, frames)))
    return box("trak", box("tkhd", bytes(84)), box("mdia", box("hdlr", bytes(8) + handler.encode() + bytes(13)), box("minf", table)))


FTYP = box("ftyp", b"isom\0\0\2\0isomiso2avc1mp41")


def video(duration: int = 2000, timescale: int = 1000, version: int = 0, first: bytes = b"", last: bytes = b"") -> bytes:
    """A video of `duration` in units of `timescale`; `first` and `last` are boxes before and after moov."""
    return FTYP + first + box("moov", mvhd(duration, timescale, version), track()) + last
