"""Closed books and readings of costs: what changes is added, what was there stays."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from billing.domain.canonical import fingerprint
from billing.domain.costs import Costs, Kind, MonthCosts
from billing.domain.costs_record import as_record, from_record
from billing.domain.month import Month
from billing.ledger.changes import Change
from tests.billing.ledger.world import CHANGE, OCTOBER

PAYER = "111111111111"
LATER = Change(by="otto", at=datetime(2026, 12, 3, 8, tzinfo=UTC), why="AWS restated October")


def bill(acme="12.5000000001", untagged="3.00", month=OCTOBER, currency="USD"):
    clients = {
        "Acme": Costs(
            by_kind={Kind.USAGE: Decimal(acme), Kind.CREDIT: Decimal("-2.00")},
            by_service={"Amazon Rekognition": Decimal(acme), "Amazon S3": Decimal("-2.00")},
        ),
        "Müller & Söhne": Costs(by_kind={Kind.TAX: Decimal("0.10")}),
    }
    total = Decimal(acme) + Decimal("-2.00") + Decimal("0.10") + Decimal(untagged) + Decimal("0.0000000000004")
    return MonthCosts(
        month=month,
        currency=currency,
        clients=clients,
        unallocated=Costs(by_kind={Kind.SUPPORT: Decimal(untagged)}),
        rounding=Decimal("0.0000000000004"),
        total=total,
        rows=17,
        sha256="ab" * 32,
        estimated=True,
    )


def test_the_record_of_costs_says_every_amount_as_a_decimal_string():
    record = as_record(bill())
    assert record["clients"]["Acme"] == {
        "total": "10.5000000001",
        "by_kind": {"credit": "-2.00", "usage": "12.5000000001"},
        "by_service": {"Amazon Rekognition": "12.5000000001", "Amazon S3": "-2.00"},
    }
    assert record["unallocated"] == {"total": "3.00", "by_kind": {"support": "3.00"}, "by_service": {}}
    assert (record["month"], record["currency"], record["rows"], record["estimated"]) == ("2026-10", "USD", 17, True)
    assert (record["rounding"], record["total"]) == ("0.0000000000004", "13.6000000001004")


def test_the_record_of_costs_reads_back_as_it_was():
    assert from_record(as_record(bill())) == bill()


def test_what_clientenv_costs_prints_without_services_can_be_read():
    record = as_record(bill())
    for part in (*record["clients"].values(), record["unallocated"]):
        del part["by_service"]
    del record["estimated"]
    read = from_record(record)
    assert (read.clients["Acme"].by_service, read.estimated, read.total) == ({}, False, bill().total)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda record: record["clients"]["Acme"].update(total="10.51"), "kinds of Acme come to 10.5000000001, its total says 10.51"),
        (lambda record: record.update(total="13.60"), "the bill to 13.60"),
        (lambda record: record.update(rounding=0.1), "float"),
        (lambda record: record["unallocated"]["by_kind"].update(surprise="0"), "surprise"),
    ],
)
def test_a_record_that_was_changed_is_refused(change, told):
    record = as_record(bill())
    change(record)
    with pytest.raises(ValueError, match=told):
        from_record(record)


def test_a_new_reading_is_added_and_the_latest_is_what_holds(ledger):
    first = ledger.costs.save(PAYER, bill(), change=CHANGE)
    same = ledger.costs.save(PAYER, bill(), change=LATER)
    second = ledger.costs.save(PAYER, bill(acme="14.00"), change=LATER)
    back = ledger.costs.save(PAYER, bill(), change=LATER)

    assert [(each.version, each.change.by) for each in (first, same, second, back)] == [(1, "mara"), (1, "mara"), (2, "otto"), (3, "otto")]
    assert [each.costs for each in ledger.costs.all(PAYER, OCTOBER)] == [bill(), bill(acme="14.00"), bill()]
    assert ledger.costs.latest(PAYER, OCTOBER) == back
    assert first.sha256 == back.sha256 == fingerprint(as_record(bill()))


def test_readings_of_other_payers_months_and_currencies_are_apart(ledger):
    assert ledger.costs.latest(PAYER, OCTOBER) is None
    ledger.costs.save(PAYER, bill(), change=CHANGE)
    ledger.costs.save(PAYER, bill(currency="EUR", untagged="4.00"), change=CHANGE)
    ledger.costs.save("222222222222", bill(untagged="5.00"), change=CHANGE)
    ledger.costs.save(PAYER, bill(month=Month(2026, 11), untagged="6.00"), change=CHANGE)

    untagged = [
        ledger.costs.latest(*which).costs.unallocated.total
        for which in ((PAYER, OCTOBER), (PAYER, OCTOBER, "EUR"), ("222222222222", OCTOBER), (PAYER, Month(2026, 11)))
    ]
    assert untagged == [Decimal("3.00"), Decimal("4.00"), Decimal("5.00"), Decimal("6.00")]
    assert len(ledger.costs.all(PAYER, OCTOBER)) == 1


def close(ledger, book, signature=b"signed", change=CHANGE):
    return ledger.books.append(PAYER, OCTOBER, book=book, signature=signature, key="arn:aws:kms:key/1", change=change)


def test_a_closed_book_keeps_its_bytes_and_its_first_signature(ledger):
    first = close(ledger, b'{"total":"13.60"}', b"\x30\x00\xff")
    again = close(ledger, b'{"total":"13.60"}', b"another signature of the same bytes", LATER)

    assert again == first == ledger.books.latest(PAYER, OCTOBER)
    assert (first.book, first.signature, first.key, first.version) == (b'{"total":"13.60"}', b"\x30\x00\xff", "arn:aws:kms:key/1", 1)


def test_a_restated_book_is_added_beside_the_one_before(ledger):
    assert ledger.books.latest(PAYER, OCTOBER) is None
    close(ledger, b'{"total":"13.60"}')
    close(ledger, b'{"total":"14.00"}', change=LATER)

    versions = ledger.books.all(PAYER, OCTOBER)
    assert [(each.version, each.book, each.change.why) for each in versions] == [
        (1, b'{"total":"13.60"}', "monthly run"),
        (2, b'{"total":"14.00"}', "AWS restated October"),
    ]
    assert ledger.books.latest(PAYER, OCTOBER) == versions[1]


def test_two_that_close_different_books_at_once_both_keep_theirs(world):
    barrier, met = threading.Barrier(2), threading.local()

    def meet(name):
        if name == "transact_write_items" and not hasattr(met, "once"):
            met.once = True
            barrier.wait(timeout=20)

    world.before = meet
    threads = [threading.Thread(target=close, args=(world.ledger(), book)) for book in (b"one", b"two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    world.quiet()
    versions = world.ledger().books.all(PAYER, OCTOBER)
    assert [each.version for each in versions] == [1, 2]
    assert {each.book for each in versions} == {b"one", b"two"}


def test_costs_and_books_of_one_month_do_not_meet(ledger):
    ledger.costs.save(PAYER, replace(bill(), rows=18), change=CHANGE)
    assert ledger.books.all(PAYER, OCTOBER) == ()
