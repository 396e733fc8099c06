"""A day: usage is copied, every client gets the statement of its month so far, in the report bucket and in its own."""

import json
from datetime import UTC, datetime

import pytest

from billing.runs.daily import run_day
from billing.runs.monthly import run_month
from model.placement import Placement
from tests.billing.runs.office import CLIENTS, OCTOBER, PER_MINUTE, outputs, usual


class Shelf(dict):
    """The report bucket."""

    def put(self, files):
        fresh = [name for name, content in files.items() if self.get(name) != content]
        self.update(files)
        return fresh


class Environments(dict):
    """Stack to what lies in its own bucket; those in `refusing` take nothing."""

    refusing = ()

    def __call__(self, stack, files):
        if stack.stack in self.refusing:
            raise RuntimeError(f"{stack.stack}: PutObject was refused (AccessDenied)")
        self.setdefault(stack.stack, {}).update(files)


@pytest.fixture
def office():
    made = usual()
    made.at = datetime(2026, 10, 20, 6, tzinfo=UTC)
    return made


def day(office, shelf=None, push=None):
    return run_day(office.run(), Shelf() if shelf is None else shelf, Environments() if push is None else push)


def test_each_environment_gets_its_clients_statement_and_no_other(office):
    shelf, push = Shelf(), Environments()
    outcome = day(office, shelf, push)
    assert outcome.statements == ("acme", "globex", "initech")
    assert {stack: sorted(files) for stack, files in push.items()} == {
        f"{client}-prod": [f"statements/2026-10/{client}.html", f"statements/2026-10/{client}.json"] for client in outcome.statements
    }
    assert dict(shelf) == {name: content for files in push.values() for name, content in files.items()}
    assert outcome.not_pushed == ()


def test_a_statement_says_what_is_known_today(office):
    push = Environments()
    day(office, push=push)
    said = json.loads(push["acme-prod"]["statements/2026-10/acme.json"])
    assert (said["as_of"], said["final"], said["total"]) == ("2026-10-20", False, "1.98")  # 793 s × 0.15 ÷ 60


def test_one_environment_that_refuses_is_named_and_keeps_no_other_from_its_statement(office):
    office.register("acme-test", outputs("Acme", Placement.CLIENT, CLIENTS, PER_MINUTE, environment="test"))
    shelf, push = Shelf(), Environments()
    push.refusing = ("acme-prod",)
    outcome = day(office, shelf, push)
    assert outcome.not_pushed == (("acme-prod", "acme-prod: PutObject was refused (AccessDenied)"),)
    assert set(push) == {"acme-test", "globex-prod", "initech-prod"}
    assert "statements/2026-10/acme.json" in shelf
    push.refusing = ()
    assert day(office, shelf, push).not_pushed == ()
    assert "acme-prod" in push


def test_an_environment_that_has_left_gets_nothing_more(office):
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, "111111111111", PER_MINUTE), left="2026-10-10")
    push = Environments()
    assert "globex" in day(office, push=push).statements
    assert "globex-prod" not in push


def test_a_client_that_cannot_be_rated_is_named_and_the_others_have_statements(office):
    terms = {"model": "fixed", "monthlyFee": "40", "includedVideos": 20}
    office.register("acme-test", outputs("Acme", Placement.CLIENT, CLIENTS, terms, environment="test"))
    outcome = day(office)
    assert [each.client for each in outcome.not_rated] == ["acme"]
    assert outcome.statements == ("globex", "initech")


@pytest.mark.parametrize(("at", "months"), [("2026-11-08", ("2026-10", "2026-11")), ("2026-11-09", ("2026-11",))])
def test_the_month_before_is_copied_until_it_may_become_final(office, at, months):
    office.at = datetime.fromisoformat(f"{at}T06:00:00+00:00")
    assert day(office).copied == months
    assert ("2026-10" in months) == bool(list(office.run().ledger.usage.of("acme-prod", OCTOBER)))


def test_a_day_that_runs_twice_says_the_same(office):
    shelf, push = Shelf(), Environments()
    day(office, shelf, push)
    before = dict(shelf)
    day(office, shelf, push)
    assert shelf == before


def test_a_month_that_runs_twice_writes_its_files_once(office):
    office.at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    shelf = Shelf()
    first = run_month(office.run(), OCTOBER, shelf)
    expected = {f"drafts/2026-10/{client}.{form}" for client in ("acme", "globex", "initech") for form in ("json", "html")}
    assert expected < set(first.files) == set(shelf)
    assert run_month(office.run(), OCTOBER, shelf).files == ()
    office.metered["acme-prod"].append(("late", 60, "2026-10-31T23:00:00+00:00"))
    assert "drafts/2026-10/acme.json" in run_month(office.run(), OCTOBER, shelf).files
