"""A ledger in moto, with a tap on every call, and documents to put into it."""

import contextlib
import threading
from datetime import UTC, date, datetime
from decimal import Decimal

from botocore.exceptions import ClientError
from moto import mock_aws

from billing.domain.canonical import fingerprint
from billing.domain.documents import Agreement, Party, cancellation, correction, draft_invoice
from billing.domain.lines import Line
from billing.domain.month import Month
from billing.domain.rating import RatedMonth
from billing.ledger.changes import Change
from billing.ledger.ledger import Ledger
from billing.ledger.numbers import Series
from tests.billing.ledger.memory import Memory
from tests.lambdas.outside import Tap, client

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
DAY = date(2026, 11, 8)
SELLER = "studio"
AGREEMENT = Agreement(seller=Party(name="Studio GmbH"), buyer=Party(name="Acme"), payment_days=14)
CHANGE = Change(by="mara", at=datetime(2026, 11, 8, 9, tzinfo=UTC), why="monthly run")


class World:
    """One table; `ledger()` is another process every time."""

    def __init__(self, dynamodb):
        self._table = dynamodb
        self.lock = threading.RLock()
        self.before = self.after = lambda name: None
        self.requests = []
        self.pauses = []
        self.dynamodb = Tap(dynamodb, self)

    def ledger(self, seller=SELLER):
        return Ledger(self.dynamodb, "ledger", seller=seller, pause=self.pauses.append, chance=lambda ceiling: ceiling)

    def quiet(self):
        self.before = self.after = lambda name: None

    def rows(self, prefix=""):
        """All rows whose partition begins so, as DynamoDB holds them, by key."""
        memory = isinstance(self._table, Memory)
        items = self._table.table.values() if memory else self._table.scan(TableName="ledger")["Items"]
        return sorted((each for each in items if each["pk"]["S"].startswith(prefix)), key=lambda each: (each["pk"]["S"], each["sk"]["S"]))

    def writes(self):
        return [name for name, _, _ in self.requests if name in ("put_item", "transact_write_items")]


def in_memory():
    """A ledger on the DynamoDB of a few lines."""
    return World(Memory())


@contextlib.contextmanager
def in_moto():
    with mock_aws():
        client("dynamodb").create_table(
            TableName="ledger",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        )
        yield World(client("dynamodb"))


def draft(client="acme", month=OCTOBER, fee="30.00", once=(), currency="USD"):
    """A draft, and the record that it comes from: the monthly fee, and one-off lines of 100 each."""
    lines = [line("monthly-fee", fee), *(line(f"one-off:{each}", "100.00") for each in once)]
    subtotal = sum((each.amount for each in lines), Decimal(0))
    rated = RatedMonth(
        month=month,
        currency=currency,
        lines=tuple(lines),
        subtotal=subtotal,
        tax_percent=Decimal(0),
        tax_text=None,
        tax=Decimal("0.00"),
        total=subtotal,
        billed_once=tuple(once),
    )
    inputs = {"client": client, "month": str(month), "fee": fee, "once": list(once), "currency": currency}
    return draft_invoice(rated, client, AGREEMENT, fingerprint(inputs)), inputs


def line(code, amount):
    return Line(code=code, description=code, quantity=Decimal(1), unit="piece", unit_price=Decimal(amount), amount=Decimal(amount))


def saved(ledger, **what):
    """A draft whose inputs are in the ledger."""
    document, inputs = draft(**what)
    ledger.contents.keep_record(inputs)
    return document


def finalise(ledger, issued=DAY, replaces=None, **what):
    return ledger.finalise.invoice(saved(ledger, **what), issued=issued, change=CHANGE, replaces=replaces)


def correct(ledger, issued=DAY, client="acme", month=OCTOBER, **what):
    """What the reconciliation does: the note from what is billed to what the month is now; None where nothing has changed."""
    now = saved(ledger, client=client, month=month, **what)
    billed = ledger.documents.of(client, month).billed
    note = correction(billed, now)
    return note and ledger.finalise.correction(note, billed=billed, issued=issued, change=CHANGE)


def void(ledger, number, issued=DAY, client="acme", month=OCTOBER):
    """Takes an invoice back; None where it is not in force."""
    billed = ledger.documents.of(client, month).billed
    if not billed or billed[0].number != number:
        return None
    note = cancellation(billed, ledger.contents.keep_record({"voids": number}))
    return ledger.finalise.cancellation(note, billed=billed, issued=issued, change=CHANGE)


def numbers(ledger, series=Series.INVOICES, year=2026):
    """Numbers that are given, in order; none is missing."""
    given = ledger.documents.given(series, year)
    assert given.missing == ()
    return [str(place.number) for place in given.places]


def broken(code, reason=None):
    """An error as DynamoDB gives it."""
    response = {"Error": {"Code": code, "Message": "made up"}}
    if reason:
        response["CancellationReasons"] = [{"Code": reason}]
    return ClientError(response, "AnyOperation")


def evening(ledger, day=DAY):
    """Everything that makes documents final, written so that it can be run again at any point, as the commands are."""
    finalise(ledger, once=("setup",), issued=day)
    there = ledger.documents.of("globex", OCTOBER).entries
    first = there[0].document if there else finalise(ledger, client="globex", once=("setup", "training"), issued=day).document
    if len(ledger.documents.of("acme", OCTOBER).entries) == 1:
        correct(ledger, fee="28.00", once=("setup",), issued=day)
    void(ledger, first.number, client="globex", issued=day)
    finalise(ledger, client="globex", once=("setup",), replaces=first.number, issued=day)
