"""Nobody is mailed the same document twice by accident, and every mail has who, when and to whom."""

import pytest

from billing.ledger.mailings import Mailed
from tests.billing.ledger.world import CHANGE, OCTOBER

INVOICE, NOTE = "INV-2026-000001", "CN-2026-000001"
TO = "pay@acme.example"


@pytest.fixture(params=["world", "moto"])
def place(request):
    """In memory and on moto."""
    return request.getfixturevalue(request.param)


def begin(place, number=INVOICE, **options):
    return place.ledger().mailings.begin(number, TO, change=CHANGE, **options)


def test_what_was_mailed_is_mailed_again_only_on_purpose(place):
    place.ledger().mailings.sent(begin(place), "ses-1")
    with pytest.raises(Mailed, match=rf"{INVOICE} was mailed to {TO} on 2026-11-08 by mara\. .*send {INVOICE} --again"):
        begin(place)
    place.ledger().mailings.sent(begin(place, again=True), "ses-2")
    assert [(each.position, each.message) for each in place.ledger().mailings.of(INVOICE)] == [(0, "ses-1"), (1, "ses-2")]
    begin(place, NOTE)  # another document


def test_whoever_died_while_sending_leaves_a_mail_that_perhaps_went_out(place):
    begin(place)
    with pytest.raises(Mailed, match="perhaps mailed"):
        place.ledger().mailings.check(INVOICE)


def test_what_ses_has_refused_does_not_count(place):
    place.ledger().mailings.refused(begin(place), "not verified")
    place.ledger().mailings.sent(begin(place), "ses-2")
    assert [(each.refused, each.message) for each in place.ledger().mailings.of(INVOICE)] == [("not verified", None), (None, "ses-2")]


def test_of_two_at_once_one_sends(place):
    def other(name):
        if name == "transact_write_items":
            place.quiet()
            place.ledger().mailings.sent(begin(place), "ses-1")

    place.before = other
    with pytest.raises(Mailed):
        begin(place)
    assert len(place.ledger().mailings.of(INVOICE)) == 1


def test_who_when_and_to_whom_is_among_the_changes(place):
    place.ledger().mailings.sent(begin(place), "ses-1")
    place.ledger().mailings.refused(begin(place, NOTE), "not verified")
    told = [(each.action, each.subject, each.change.by, each.change.why) for each in place.ledger().changes.of(OCTOBER.next)]
    assert sorted(told) == [("mailed", INVOICE, "mara", f"to {TO}: monthly run"), ("not mailed", NOTE, "mara", f"to {TO}: monthly run")]
