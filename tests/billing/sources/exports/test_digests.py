"""SHA-256 of an export's files is computed beside the question, and broken off where the question is."""

import hashlib
import time
from concurrent.futures import CancelledError
from threading import Event

import pytest

from billing.domain.month import Month
from billing.sources.exports import files
from billing.sources.exports.problems import ExportError
from billing.sources.exports.reading import read_costs
from tests.billing.sources.exports.lines import Line, write_csv

SMALL_BLOCK = 64


class SlowHash:
    """Takes a hundredth of a second for each block."""

    blocks = 0

    def update(self, block):
        SlowHash.blocks += 1
        time.sleep(0.01)

    def hexdigest(self):
        return ""


class StopAfter:
    """An event that is set from the look of that number on."""

    def __init__(self, looks):
        self.looks = looks

    def is_set(self):
        self.looks -= 1
        return self.looks < 0


def test_an_early_error_does_not_wait_for_the_digests_of_the_whole_delivery(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "BLOCK", SMALL_BLOCK)
    monkeypatch.setattr(files, "sha256", SlowHash)
    monkeypatch.setattr(SlowHash, "blocks", 0)
    paths = [write_csv(tmp_path / f"export-{part}.csv", [Line("1", word="NewInvention")] * 200) for part in range(2)]
    with pytest.raises(ExportError, match="NewInvention"):
        read_costs(str(tmp_path), Month(2026, 10))
    assert 0 < SlowHash.blocks < sum(path.stat().st_size for path in paths) / SMALL_BLOCK / 2


@pytest.mark.parametrize("name", ["export.csv", "export.csv.gz"])
def test_wherever_a_digest_is_broken_off_there_is_none(tmp_path, monkeypatch, name):
    path = write_csv(tmp_path / name, [Line(str(number)) for number in range(20)])
    monkeypatch.setattr(files, "BLOCK", 1 << 10)
    whole = StopAfter(1000)
    assert files.digests([path], whole) == files.digests([path], Event()) == [hashlib.sha256(path.read_bytes()).hexdigest()]
    looks = 1000 - whole.looks
    assert looks > 2
    for number in range(looks):
        with pytest.raises(CancelledError):
            files.digests([path], StopAfter(number))
