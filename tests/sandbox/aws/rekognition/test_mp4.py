from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.aws.rekognition.mp4 import NotAVideo, video_facts
from tests.sandbox.aws.rekognition.mp4_files import FTYP, box, mvhd, track, video


def facts(content: bytes):
    return video_facts(lambda offset, length: content[offset : offset + length], len(content))


@pytest.mark.parametrize(
    ("content", "millis"),
    [
        (video(2000), 2000),
        (video(90000 * 3 + 45000, 90000), 3500),
        (video(30001, 30000), 1000),
        (video(30016, 30000), 1001),
        (video(1, 600), 2),
        (video(1, 90000), 1),
        (video(12345, 1), 12345000),
        (video(2**40, 48000, version=1), 2**40 * 1000 // 48000),
        (video(5000, version=1), 5000),
        (video(2000, first=box("mdat", bytes(100_000))), 2000),
        (video(2000, first=box("free"), last=box("mdat", bytes(10))), 2000),
        (video(2000, first=box("mdat", bytes(10), wide=True)), 2000),
        (video(2000, last=box("mdat", bytes(100), open_end=True)), 2000),
        (video(2000, last=box("mdat", bytes(100))[:-50]), 2000),
        (box("wide") + box("mdat", bytes(9)) + box("moov", mvhd(700), track()), 700),
        (FTYP + box("moov", box("udta", box("\xa9nam", b"x")), track("soun"), mvhd(700), track()), 700),
        (FTYP + box("moov", mvhd(0), box("mvex", box("mehd", struct.pack(">II", 0, 4000))), track()), 4000),
        (FTYP + box("moov", mvhd(0xFFFFFFFF), box("mvex", box("mehd", struct.pack(">IQ", 1 << 24, 4000))), track()), 4000),
    ],
)
def test_the_length_is_what_the_movie_header_says(content, millis):
    assert facts(content).duration_millis == millis


def test_the_first_video_track_is_described():
    found = facts(FTYP + box("moov", mvhd(4000), track("soun"), track(width=1920, height=1080, frames=120, codec=b"hvc1"), track()))
    assert (found.width, found.height, found.codec, found.frames, found.frame_rate) == (1920, 1080, "hvc1", 120, 30.0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and so on, but no video", "not made of MP4 boxes"),
        (b"\0\0\0\4ftyp" + bytes(20), "not made of MP4 boxes"),
        (FTYP + box("mdat", bytes(100)), "no moov"),
        (FTYP + box("moov", track()), "no mvhd"),
        (FTYP + box("mdat", mvhd(1000)), "no moov"),
        (FTYP + box("moov", mvhd(1000), track("soun")), "no video track"),
        (video(0), "length is 0"),
        (video(1000, 0), "timescale is 0"),
        (video(0xFFFFFFFF), "length is 0"),
        (FTYP + box("moov", box("mvhd", b"\7" + bytes(99)), track()), "mvhd box is broken"),
        (FTYP + box("moov", box("mvhd", bytes(8)), track()), "mvhd box is broken"),
        (video()[:-20], "ends within its moov"),
        (FTYP + box("moov", mvhd(1000), box("trak", box("mdia", box("hdlr", bytes(8) + b"vide")))), "no sample description"),
    ],
)
def test_a_file_that_cannot_be_measured_says_why(content, reason):
    with pytest.raises(NotAVideo, match=reason):
        facts(content)


def test_a_file_of_gigabytes_is_not_read_whole():
    head = FTYP + struct.pack(">I4sQ", 1, b"mdat", 5 * 1024**3)
    tail = box("moov", mvhd(60000), track())
    start = len(FTYP) + 5 * 1024**3
    asked = []

    def read(offset, length):
        asked.append(length)
        return tail[offset - start :][:length] if offset >= start else head[offset : offset + length]

    assert video_facts(read, start + len(tail)).duration_millis == 60000
    assert sum(asked) < 10_000


@given(st.binary(max_size=300), st.integers(0, 400), st.binary(max_size=12))
def test_no_bytes_make_the_reader_fail_otherwise(content, place, patch):
    whole = video()
    for broken in (content, FTYP + content, whole[:place] + patch + whole[place + len(patch) :], whole[:place]):
        with contextlib.suppress(NotAVideo):
            assert facts(broken).duration_millis >= 1
