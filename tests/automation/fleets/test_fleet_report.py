"""The report: written whole or not at all, taken up again, shown as a page."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from automation.exits import Exit, Stop
from automation.fleets.fleet_plan import FleetOperation
from automation.fleets.fleet_report import FOLDER, earlier_results, new_path, read_report, report_of, write_report
from automation.fleets.progress import Progress
from automation.fleets.report_page import CHANGES_AT_MOST, report_page
from automation.fleets.shard import Shard
from automation.fleets.stack_result import State
from tests.automation.conftest import ROOT
from tests.automation.fleets.fleet_files import done, failed, plan, stack

BEGAN, ENDED = datetime(2026, 11, 1, 9, tzinfo=UTC), datetime(2026, 11, 1, 10, tzinfo=UTC)


def report(planned, *results, running=(), ended=ENDED):
    progress = Progress.begun(planned, {})
    for name in running:
        progress.started(name)
    for each in results:
        progress.ended(each)
    return report_of(progress, BEGAN, ended)


def kept(folder, planned, *results, at=BEGAN, **more):
    path = new_path(folder, planned, at)
    write_report(path, report(planned, *results, **more))
    return path


def test_a_report_is_read_as_it_was_written(tmp_path):
    change = {"kind": "created", "name": "uploads", "type": "aws:s3/bucket:Bucket", "properties": [], "loses_data": False}
    made = report(plan("a", "b", "c"), done("a", counts={"created": 1}, changes=(change,), seconds=1.5), failed("b"))
    write_report(tmp_path / "r.json", made)
    assert read_report(tmp_path / "r.json").as_record() == made.as_record()
    assert made.counts == {"done": 1, "failed": 1, "not started": 1}


def test_a_report_that_cannot_be_written_whole_leaves_the_last_one(tmp_path, monkeypatch):
    path = kept(tmp_path, planned := plan("a", "b"), done("a"))
    before = path.read_text()
    monkeypatch.setattr("automation.fleets.fleet_report.os.fsync", lambda number: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(Stop, match=r"disk full.*--report FILE"):
        write_report(path, report(planned, done("a"), done("b")))
    assert path.read_text() == before


def test_who_reads_a_report_while_it_is_written_sees_the_old_one_or_the_new_one(tmp_path):
    path = kept(tmp_path, planned := plan("a", "b"), done("a"))
    before = path.read_text()
    with path.open() as reader:
        write_report(path, report(planned, done("a"), done("b")))
        assert reader.read() == before
    assert path.read_text() != before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_what_is_left_or_failed_or_was_cut_off_is_done_again(tmp_path):
    planned = plan("a", "b", "c", "d", parallel=4)
    kept(tmp_path, planned, done("a"), failed("b"), running=["c"], ended=None)
    assert list(earlier_results(planned, tmp_path, None)) == ["a"]


def test_a_run_that_was_killed_says_what_was_under_way(tmp_path):
    path = kept(tmp_path, plan("a", "b", "c"), done("a"), running=["b"], ended=None)
    assert [each["state"] for each in json.loads(path.read_text())["results"]] == ["done", "interrupted", "not started"]


def test_a_stack_whose_file_has_changed_is_done_again(tmp_path):
    kept(tmp_path, plan("a", "b"), done("a"), done("b"))
    changed = plan(stacks=[stack("a"), replace(stack("b"), file_sha256="another")])
    assert list(earlier_results(changed, tmp_path, None)) == ["a"]


def test_the_latest_report_of_the_plan_counts(tmp_path):
    planned = plan("a", "b")
    kept(tmp_path, planned, done("a"), at=datetime(2026, 11, 1, 9, tzinfo=UTC))
    kept(tmp_path, planned, done("a"), done("b"), at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    kept(tmp_path, plan("a", "b", operation=FleetOperation.DRIFT), at=datetime(2026, 11, 3, 9, tzinfo=UTC))
    assert list(earlier_results(planned, tmp_path, None)) == ["a", "b"]


@pytest.mark.parametrize(
    ("options", "says"),
    [({"program": "changed"}, "another program"), ({"canary": "a"}, "another canary"), ({"stacks": [stack("a")]}, "other stacks")],
)
def test_the_report_of_another_plan_is_not_taken_up_and_the_difference_is_named(tmp_path, options, says):
    kept(tmp_path, plan("a", "b"), done("a"))
    with pytest.raises(Stop, match=says) as refused:
        earlier_results(plan("a", "b", **options), tmp_path, None)
    assert refused.value.code is Exit.USAGE


def test_a_report_that_is_named_is_taken_up_only_where_it_is_of_this_plan(tmp_path):
    path = kept(tmp_path, planned := plan("a", "b"), done("a")).rename(tmp_path / "mine.json")
    assert list(earlier_results(planned, tmp_path, path)) == ["a"]
    with pytest.raises(Stop, match="another operation"):
        earlier_results(plan("a", "b", operation=FleetOperation.PREVIEW), tmp_path, path)


def test_without_any_report_there_is_nothing_to_take_up(tmp_path):
    with pytest.raises(Stop, match="leave out --resume"):
        earlier_results(plan("a"), tmp_path, None)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 99}'])
def test_what_is_no_report_is_refused(tmp_path, text):
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(Stop, match="no report of a fleet"):
        read_report(tmp_path / "r.json")


def test_reports_lie_outside_of_git():
    assert f"{FOLDER.parts[0]}/" in (ROOT / ".gitignore").read_text().splitlines()


class Page(HTMLParser):
    """Tags that are open, ids, and what is loaded or linked."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.loaded = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.loaded += [tag] if "src" in found or tag in ("link", "script", "img", "iframe") else []
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def changes(number):
    return tuple(
        {"kind": "changed", "name": f"r{each}", "type": "aws:sqs/queue:Queue", "properties": ["tags.x"], "loses_data": each == 0}
        for each in range(number)
    )


def page():
    planned = plan("acme-prod", "beta-prod", "ce-prod", "d-prod", max_failures=1, parallel=1)
    results = (
        done("acme-prod", counts={"changed": 300}, changes=changes(300), account_id="222222222222", seconds=61.4),
        failed("beta-prod", remedy="To see it alone: clientenv deploy beta-prod"),
    )
    return report_page(report(planned, *results))


def test_the_page_loads_nothing_and_its_links_lead_somewhere():
    found = Page(page())
    assert (found.open, found.loaded) == ([], [])
    assert found.links
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert "url(" not in page()


def test_the_page_says_what_was_done_what_needs_somebody_and_what_was_not_started():
    text = re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", page(), flags=re.S))
    for each in ("1 done", "1 failed", "2 not started", "beta-prod broke", "clientenv deploy beta-prod", "ce-prod, d-prod", "222222222222",
                 "300 changed", "--max-failures is 1", "loses data", f"and {300 - CHANGES_AT_MOST} more"):  # fmt: skip
        assert each in text


def test_what_a_stack_says_is_text_on_the_page():
    made = report(plan("a"), replace(failed("a"), message="<script>alert(1)</script>"))
    assert "<script>" not in report_page(made)
    assert "&lt;script&gt;" in report_page(made)


def test_an_empty_shard_has_a_page_too():
    empty = plan(stacks=[stack("a")], shard=Shard(number=1, of=9))
    assert empty.names == []
    assert "0</strong> stacks" in report_page(report(empty))
    assert State.DONE not in report(empty).counts
