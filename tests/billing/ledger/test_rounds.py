"""A round says which drafts count, whoever else drafts or voids at the same time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.billing.ledger.world import CHANGE, OCTOBER, draft
from tests.lambdas.outside import Nth

LATER = replace(CHANGE, at=CHANGE.at + timedelta(hours=1), why="draft of 2026-10 again")


def drafted(ledger, *drafts, estimated=False, change=CHANGE):
    """Drafts and their round."""
    for document, inputs in drafts:
        ledger.drafts.save(document, inputs, change=change)
    ledger.rounds.save(OCTOBER, [document for document, _ in drafts], estimated=estimated, change=change)


def current(ledger):
    """Client to total of the drafts that count."""
    return {each.document.client: str(each.document.total) for each in ledger.drafts.of_round(ledger.rounds.latest(OCTOBER))}


@pytest.mark.parametrize("where", ["world", "moto"])
def test_a_client_that_is_withdrawn_has_no_draft_and_the_others_keep_theirs(where, request):
    ledger = request.getfixturevalue(where).ledger()
    drafted(ledger, draft(), draft(client="globex"), estimated=True)
    ledger.rounds.withdraw("acme", OCTOBER)
    assert current(ledger) == {"globex": "30.00"}
    left = ledger.rounds.latest(OCTOBER)
    assert (left.estimated, left.change) == (True, CHANGE)


@pytest.mark.parametrize("call", [1, 2])
def test_a_round_that_comes_while_a_client_is_withdrawn_stays_whole_but_for_that_client(world, call):
    drafted(world.ledger(), draft(), draft(client="globex"))
    again = [draft(fee="31.00"), draft(client="globex", fee="32.00"), draft(client="initech")]
    world.before = Nth(call, lambda: drafted(world.ledger(), *again, estimated=True, change=LATER))
    world.ledger().rounds.withdraw("acme", OCTOBER)
    world.quiet()
    now = world.ledger().rounds.latest(OCTOBER)
    assert (now.estimated, now.change) == (True, LATER)
    assert current(world.ledger()) == {"globex": "32.00", "initech": "30.00"}


def test_two_clients_that_are_withdrawn_at_once_are_both_gone(world):
    drafted(world.ledger(), draft(), draft(client="globex"), draft(client="initech"))
    world.before = Nth(2, lambda: world.ledger().rounds.withdraw("globex", OCTOBER))
    world.ledger().rounds.withdraw("acme", OCTOBER)
    world.quiet()
    assert current(world.ledger()) == {"initech": "30.00"}


def test_withdrawing_a_client_that_is_in_no_round_writes_nothing(world):
    world.ledger().rounds.withdraw("acme", OCTOBER)
    drafted(world.ledger(), draft(client="globex"))
    world.requests.clear()
    world.ledger().rounds.withdraw("acme", OCTOBER)
    assert world.writes() == []


def test_a_draft_that_is_newer_than_the_round_does_not_count(ledger):
    drafted(ledger, draft(), draft(client="globex"))
    ledger.drafts.save(*draft(fee="31.00"), change=LATER)  # the run that made it has not saved its round yet, or was cut off
    assert current(ledger) == {"globex": "30.00"}
