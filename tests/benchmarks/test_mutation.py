import json
from textwrap import dedent

import pytest

from benchmarks import mutation as benchmark
from benchmarks.mutation_results import ModuleResult, MutationRecord, Survivor, read_record, read_tree, write_record
from benchmarks.mutation_tree import undecorated
from docs.generate import mutation

SOURCE = dedent('''
    @cache
    def known(text: str) -> str:
        return text


    class Month:
        @property
        def days(self) -> int:
            """Days."""

            return 31

        @classmethod
        def parse(cls, text: str) -> "Month":
            return cls()


    LAST = Month().days
    ''')
MUTATED = dedent("""
    def x_total__mutmut_orig(amounts, start=0):
        if start > 0:
            return 1
        return 2

    def x_total__mutmut_1(amounts, start=0):
        if start >= 0:
            return 1
        return 2

    def x_total__mutmut_2(amounts, start=1):
        if start > 0:
            return 1
        return 2

    class Month:
        def xǁMonthǁdays_read__mutmut_orig(self):
            return 3

        def xǁMonthǁdays_read__mutmut_1(self):
            return 4
    """)


@pytest.fixture
def tree(tmp_path):
    """A tree in which mutmut ended: all but the codes is the source that it wrote."""

    def ended(codes):
        folder = tmp_path / "mutants/billing/domain"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "money.py").write_text(MUTATED)
        named = {f"billing.domain.money.{name}": code for name, code in codes.items()}
        (folder / "money.py.meta").write_text(json.dumps({"exit_code_by_key": named}))
        return tmp_path

    return ended


def test_the_copy_means_the_same_without_the_decorators_that_mutmut_passes_over():
    copy = undecorated(SOURCE)
    assert "@property" not in copy
    assert "@cache" not in copy
    assert "    days = property(days_read)\n\n    @classmethod\n" in copy
    names = {}
    exec(copy, names)
    assert (names["Month"]().days, names["LAST"], names["known"]("a")) == (31, 31, "a")


def test_what_a_test_noticed_is_killed_and_a_run_without_end_is_too(tree):
    result = read_tree(tree({"x_total__mutmut_1": 1, "x_total__mutmut_2": 36, "xǁMonthǁdays_read__mutmut_1": None}))
    assert result == {"billing.domain.money": ModuleResult(mutants=3, run=2, killed=2, survived=())}


@pytest.mark.parametrize("code", [0, 5, 33, 35, -11])
def test_what_no_test_reached_or_mutmut_could_not_decide_has_survived(tree, code):
    result = read_tree(tree({"x_total__mutmut_1": code, "x_total__mutmut_2": code, "xǁMonthǁdays_read__mutmut_1": code}))
    assert result["billing.domain.money"].survived == (
        Survivor(function="Month.days", was="return 3", now="return 4"),
        Survivor(function="total", was="def it(amounts, start=0):", now="def it(amounts, start=1):"),
        Survivor(function="total", was="if start > 0:", now="if start >= 0:"),
    )


def test_a_record_comes_back_as_it_was_kept(tree, tmp_path):
    record = MutationRecord(date="2026-11-01", tool="mutmut 3", modules=read_tree(tree({"x_total__mutmut_1": 0})))
    write_record(record, tmp_path / "record.json")
    assert read_record(tmp_path / "record.json") == record
    assert read_record(tmp_path / "none.json") is None


def test_the_page_counts_and_gives_each_survivor_its_reason_or_says_that_it_has_none(tree, tmp_path, monkeypatch):
    modules = read_tree(tree({"x_total__mutmut_1": 0, "x_total__mutmut_2": 1, "xǁMonthǁdays_read__mutmut_1": 0}))
    monkeypatch.setattr(mutation, "read_record", lambda: MutationRecord(date="2026-11-01", tool="mutmut 3", modules=modules))
    monkeypatch.setattr(mutation, "PARTS", ("billing/domain",))
    monkeypatch.setattr(mutation, "REASONS", tmp_path / "survivors.toml")
    explained = 'reason = "Zero is zero"\nsurvivors = ["billing.domain.money.total: if start > 0*"]'
    (tmp_path / "survivors.toml").write_text(f"[[explained]]\n{explained}\n")

    page = mutation.page()
    assert "| `money` | 3 | 3 | 1 | 2 | 33.3 % |\n| **together** | 3 | 3 | 1 | 2 | 33.3 % |" in page
    assert "**Zero is zero.** 1:\n\n- `billing.domain.money.total`: ``if start > 0:`` became ``if start >= 0:``" in page
    assert "**Not explained yet.** 1:\n\n- `billing.domain.money.Month.days`" in page


def test_the_page_names_what_was_tried_in_part_and_what_was_not_tried(tree, monkeypatch):
    modules = {
        **read_tree(tree({"x_total__mutmut_1": 1, "x_total__mutmut_2": None})),
        "billing.domain.texts": ModuleResult(mutants=7, run=0),
    }
    monkeypatch.setattr(mutation, "read_record", lambda: MutationRecord(date="2026-11-01", tool="mutmut 3", modules=modules))

    page = mutation.page()
    assert "| `money` | 2 | 1 | 1 | 0 | 100.0 % |" in page
    assert "Of `money` only a part was tried." in page
    assert "Not tried: `texts` (7 mutants)." in page


def test_a_run_of_some_modules_leaves_what_is_known_of_the_others(tmp_path, monkeypatch):
    record = tmp_path / "record.json"
    monkeypatch.setattr(benchmark, "read_record", lambda: read_record(record))
    monkeypatch.setattr(benchmark, "write_record", lambda found: write_record(found, record))
    tried, untried = ModuleResult(mutants=3, run=3, killed=2), ModuleResult(mutants=4, run=0)

    benchmark.keep({"b": tried, "c": untried}, "mutmut, version 3.8.1\n")
    benchmark.keep({"a": tried, "b": untried}, "mutmut, version 3.8.1\n")
    assert read_record(record).modules == {"a": tried, "b": tried, "c": untried}
    assert read_record(record).tool == "mutmut 3.8.1"


def test_no_recorded_survivor_is_without_a_reason():
    assert mutation.UNEXPLAINED not in mutation.page()
