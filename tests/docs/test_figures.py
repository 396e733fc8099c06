import re

import pytest

from benchmarks import measured
from benchmarks.catalogue import BENCHMARKS
from benchmarks.figure import Figure
from docs.generate import figures

FIGURES = (
    Figure(what="second up", against="a flat program", value=1.31, at_most=1.2, lowest=1.0, highest=1.5, sizes={"resources": 98}),
    Figure(what="tagging a type", value=0.0005, unit="ms"),
)


@pytest.fixture
def recorded(monkeypatch):
    found = {}
    monkeypatch.setattr(figures, "read", lambda: found)

    def record(name, date="2026-11-01", load=0.1, figures=FIGURES):
        found[name] = measured.Measured(date=date, machine="2 cores", load=load, figures=figures)

    return record


def test_readme_shows_what_was_promised_and_says_where_a_promise_is_not_kept(recorded):
    recorded("unchanged")

    rows = [line for line in figures.summary().splitlines() if line.startswith("| ")]
    assert rows[1:] == ["| second up | a flat program | 1.31 x | 1.2, NOT KEPT |"]
    assert "Measured on 2026-11-01 with 2 cores." in figures.summary()


def test_the_page_shows_every_figure_with_spread_and_sizes_and_names_what_was_not_recorded(recorded):
    recorded("unchanged")

    page = figures.page()
    assert "| `unchanged` | second up | a flat program | 1.31 x | 1.2, NOT KEPT | 1.00 to 1.50 | resources 98 |" in page
    assert "| `unchanged` | tagging a type |  | 0.0005 ms |  |  |  |" in page
    assert set(re.findall(r"`([a-z-]+)`", page.rpartition("Not recorded: ")[2])) == {each.name for each in BENCHMARKS} - {"unchanged"}


def test_days_that_differ_and_a_busy_machine_are_told(recorded):
    recorded("unchanged")
    recorded("growth", date="2026-12-01", load=3.0)

    assert "Measured on 2026-11-01 with 2 cores; 2026-12-01 with 2 cores. The machine had other work at growth." in figures.summary()


def test_nothing_recorded_is_said(recorded):
    assert "Nothing has been recorded yet." in figures.summary()


def test_the_recorded_file_has_only_benchmarks_that_there_are():
    assert set(measured.read()) <= {each.name for each in BENCHMARKS}
