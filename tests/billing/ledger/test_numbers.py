"""Numbers have no gap in the series of a seller and a year, and documents are found by them."""

from datetime import date

import pytest

from billing.ledger.numbers import Series
from tests.billing.ledger.world import NOVEMBER, OCTOBER, correct, finalise, numbers
from tests.lambdas.outside import Nth


def test_the_year_of_a_number_is_that_of_the_issue_date_and_each_year_begins_with_one(ledger):
    for client, day in (("a", date(2026, 12, 31)), ("b", date(2027, 1, 1)), ("c", date(2026, 12, 31)), ("d", date(2027, 1, 2))):
        finalise(ledger, client=client, month=NOVEMBER, issued=day)

    assert numbers(ledger, year=2026) == ["INV-2026-000001", "INV-2026-000002"]
    assert numbers(ledger, year=2027) == ["INV-2027-000001", "INV-2027-000002"]
    assert [place.client for place in ledger.documents.given(Series.INVOICES, 2027).places] == ["b", "d"]


def test_each_seller_has_numbers_of_its_own(world):
    assert finalise(world.ledger("studio")).document.number == "INV-2026-000001"
    assert finalise(world.ledger("atelier")).document.number == "INV-2026-000001"


def test_documents_are_found_by_month_and_by_number(ledger):
    finalise(ledger, client="globex")
    finalise(ledger, client="acme")
    correct(ledger, client="acme", fee="29.00")
    finalise(ledger, client="acme-two")
    finalise(ledger, client="acme", month=NOVEMBER)

    found = [entry.document.number for entry in ledger.documents.of_month(OCTOBER)]
    assert found == ["INV-2026-000002", "CN-2026-000001", "INV-2026-000003", "INV-2026-000001"]
    assert len(ledger.documents.of("acme", OCTOBER).entries) == 2
    assert ledger.documents.numbered("CN-2026-000001").document.corrects == "INV-2026-000002"
    assert ledger.documents.numbered("INV-2026-000009") is None
    with pytest.raises(ValueError, match="write it like INV-2026-000001"):
        ledger.documents.numbered("INV-26-1")


def test_a_number_that_somebody_took_out_by_other_means_is_found_missing(world):
    ledger = world.ledger()
    for name in ("a", "b", "c"):
        finalise(ledger, client=name)
    world.dynamodb.delete_item(TableName="ledger", Key={"pk": {"S": "series#studio#INV-2026"}, "sk": {"S": "000002"}})
    assert [str(number) for number in ledger.documents.given(Series.INVOICES, 2026).missing] == ["INV-2026-000002"]


def test_a_number_that_is_given_while_the_numbers_are_read_is_neither_a_gap_nor_listed(world):
    finalise(world.ledger())
    world.before = Nth(2, lambda: finalise(world.ledger(), client="globex"))
    given = world.ledger().documents.given(Series.INVOICES, 2026)
    assert ([str(place.number) for place in given.places], str(given.last), given.missing) == (["INV-2026-000001"], "INV-2026-000001", ())
