import json

import pytest

from lambdas.billing_runs import boundary
from lambdas.monthly_billing.handler import NotAllRated, handler
from model.placement import Placement
from tests.billing.runs.office import OPERATOR, outputs
from tests.lambdas.billing_runs.office import CONTEXT, Outside, emitted


@pytest.fixture
def outside(monkeypatch):
    made = Outside()
    monkeypatch.setattr(boundary, "current", lambda: made)
    return made


EVENT = {"time": "2026-11-01T09:00:00Z"}


def test_every_client_gets_a_draft_and_its_documents_as_json_and_html(outside, capsys):
    assert handler(EVENT, CONTEXT) == {"month": "2026-10", "clients": ["acme", "globex", "initech"]}
    for client in ("acme", "globex", "initech"):
        draft = json.loads(outside.shelf[f"drafts/2026-10/{client}.json"])
        assert (draft["client"], draft["month"], draft["number"]) == (client, "2026-10", None)
        assert outside.shelf[f"drafts/2026-10/{client}.html"].startswith(b"<!DOCTYPE html>")
    assert not [name for name in outside.shelf if name.endswith(".pdf")]
    assert emitted(capsys) == {"DraftsMade": 3, "MonthlyRan": 1}


def test_an_event_that_comes_twice_changes_nothing(outside):
    handler(EVENT, CONTEXT)
    before = dict(outside.shelf)
    handler(EVENT, CONTEXT)
    assert outside.shelf == before


def test_a_client_that_cannot_be_rated_fails_the_run_and_keeps_no_other_from_its_draft(outside, capsys):
    terms = {"model": "costPlus", "managementFeePercent": "25", "currency": "EUR"}  # and nobody has said what a dollar is worth
    outside.office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, terms))
    with pytest.raises(NotAllRated, match="2026-10: globex could not be rated"):
        handler(EVENT, CONTEXT)
    assert "drafts/2026-10/acme.json" in outside.shelf
    told = emitted(capsys)
    assert (told["RunErrors"], told["DraftsMade"], told.get("MonthlyRan")) == (1, 2, None)


def test_a_month_that_has_not_ended_is_not_drafted_and_has_nothing_to_count(outside, capsys, recwarn):
    with pytest.raises(ValueError, match="2026-11 has not ended"):
        handler({"month": "2026-11"}, CONTEXT)
    assert outside.shelf == {}
    assert emitted(capsys) == {}
    assert [str(each.message) for each in recwarn] == []


def test_a_run_that_breaks_off_before_it_has_counted_anything_says_so(outside, monkeypatch):
    monkeypatch.setattr(outside, "open", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError), pytest.warns(UserWarning, match="No application metrics"):
        handler(EVENT, CONTEXT)
