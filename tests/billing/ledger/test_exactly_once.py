"""Numbers have no gap and no double, documents stay, one-off lines are billed once: whatever is cut off, repeated or done at once."""

import contextlib
import threading
from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from billing.domain.documents import DocumentKind
from billing.domain.month import Month
from billing.ledger.numbers import Number, Series
from billing.ledger.refusals import Busy, OneOffBilled, Overtaken, Refused
from tests.billing.ledger.world import DAY, OCTOBER, broken, correct, evening, finalise, in_memory, void
from tests.lambdas.outside import Killed, Nth, kill

NOVEMBER = Month(2026, 11)
CLIENTS = ("acme", "globex")


EVENING = ["CN-2026-000001", "CN-2026-000002", "INV-2026-000001", "INV-2026-000002", "INV-2026-000003"]


def all_of(ledger, months=(OCTOBER,)):
    return {entry.document.number: entry.document for month in months for entry in ledger.documents.of_month(month)}


def assert_books_are_right(world, months=(OCTOBER,)):
    """What must hold whatever has happened."""
    ledger = world.ledger()
    documents = all_of(ledger, months)
    for series in Series:
        for year in (2026, 2027):
            given_ = ledger.documents.given(series, year)
            own = [number for number in documents if (Number.parse(number).series, Number.parse(number).year) == (series, year)]
            assert given_.missing == ()
            assert sorted(own) == [str(place.number) for place in given_.places]
            assert given_.last.count == len(own)
    assert len(world.rows("documents")) == len(documents) == len(world.rows("changes"))
    for number, document in documents.items():
        assert document.issued.year == Number.parse(number).year
        assert (document.kind is DocumentKind.CREDIT_NOTE) is number.startswith("CN")
    assert_one_offs_are_right(ledger, months)


def assert_one_offs_are_right(ledger, months):
    for client in CLIENTS:
        chains = [ledger.documents.of(client, month) for month in months]
        billed = [(each, document.number) for chain in chains for document in chain.billed for each in document.billed_once]
        assert len({each for each, _ in billed}) == len(billed), "a line was billed twice"
        assert sorted(billed) == [(each.id, each.number) for each in ledger.one_offs.billed(client)]


def calls_of_an_evening():
    world = in_memory()
    world.before = counter = Nth(0, kill)
    evening(world.ledger())
    world.quiet()
    assert sorted(all_of(world.ledger())) == EVENING
    return counter.calls


def test_an_undisturbed_evening(moto):
    evening(moto.ledger())
    assert sorted(all_of(moto.ledger())) == EVENING
    assert_books_are_right(moto)


def internal_error():
    raise broken("InternalServerError")


def conflict():
    raise broken("TransactionCanceledException", "TransactionConflict")


@pytest.mark.parametrize(
    ("accident", "moment"), [(kill, "before"), (kill, "after"), (internal_error, "after"), (conflict, "before"), (conflict, "after")]
)
def test_an_accident_at_any_call_leaves_no_gap_and_no_double(accident, moment):
    calls = calls_of_an_evening()
    assert calls > 30
    for number in range(1, calls + 1):
        world = in_memory()
        hook = Nth(number, accident)
        setattr(world, moment, hook)
        with contextlib.suppress(Killed, Exception):
            evening(world.ledger())
        assert hook.calls >= number
        world.quiet()
        first = all_of(world.ledger())
        evening(world.ledger(), day=date(2027, 1, 1))
        last = all_of(world.ledger())
        assert_books_are_right(world)
        assert first.items() <= last.items(), "a final document has changed"
        assert len(last) == 5


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_finaliser_that_is_killed_at_any_write_to_moto_and_run_again_gives_the_same_numbers(moto, moment):
    for number, client in enumerate(f"client-{n}" for n in range(1, 4)):
        setattr(moto, moment, WriteKiller(number % 2 + 1))
        with pytest.raises(Killed):
            finalise(moto.ledger(), client=client, once=("setup",))
        moto.quiet()
        assert finalise(moto.ledger(), client=client, once=("setup",)).document.number == f"INV-2026-{number + 1:06d}"
    assert_books_are_right(moto)


class WriteKiller:
    """Kills at the n-th write."""

    def __init__(self, n):
        self.n = n

    def __call__(self, name):
        if name in ("put_item", "transact_write_items"):
            self.n -= 1
            if self.n == 0:
                kill()


def the_same(ledger):
    evening(ledger, day=date(2027, 1, 1))


def another_client(ledger):
    finalise(ledger, client="initech")
    if ledger.documents.of("initech", OCTOBER).billed:
        correct(ledger, client="initech", fee="20.00")


def the_same_line_in_another_month(ledger):
    with contextlib.suppress(OneOffBilled):
        finalise(ledger, month=NOVEMBER, once=("setup",))


def another_correction(ledger):
    if ledger.documents.of("acme", OCTOBER).billed:
        with contextlib.suppress(Overtaken):
            correct(ledger, fee="27.00", once=("setup",))


@pytest.mark.parametrize("intruder", [the_same, another_client, the_same_line_in_another_month, another_correction])
def test_another_finaliser_may_do_anything_between_any_two_calls(intruder):
    for number in range(1, calls_of_an_evening() + 1):
        world = in_memory()
        world.before = Nth(number, lambda world=world: intruder(world.ledger()))
        with contextlib.suppress(Refused):  # nothing is stored then, and what is still to be done is done by the next run
            evening(world.ledger())
        world.quiet()
        with contextlib.suppress(OneOffBilled):
            evening(world.ledger())
        assert_books_are_right(world, months=(OCTOBER, NOVEMBER))
        assert intruder is not the_same or len(all_of(world.ledger())) == 5


def together(world, *tasks):
    """Runs tasks as threads that begin their first transactions at once; what they return or raise."""
    barrier, first, answers = threading.Barrier(len(tasks)), threading.local(), []

    def meet(name):
        if name == "transact_write_items" and not getattr(first, "met", False):
            first.met = True
            barrier.wait(timeout=20)

    def run(task):
        try:
            answers.append(task(world.ledger()))
        except Refused as refused:
            answers.append(refused)

    world.before = meet
    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    world.quiet()
    return answers


def test_finalisers_of_one_month_at_once_make_one_invoice(moto):
    days = [DAY + timedelta(days=n) for n in range(4)]
    answers = together(moto, *(lambda ledger, day=day: finalise(ledger, issued=day, once=("setup",)) for day in days))

    assert [answer.document.number for answer in answers] == ["INV-2026-000001"] * 4
    assert len({answer.document.issued for answer in answers}) == 1
    assert [answer.new for answer in answers].count(True) == 1
    assert_books_are_right(moto)


def test_finalisers_of_many_clients_at_once_share_the_numbers_out(moto):
    clients = [f"client-{n}" for n in range(5)]
    answers = together(moto, *(lambda ledger, client=client: finalise(ledger, client=client) for client in clients))

    assert sorted(answer.document.number for answer in answers) == [f"INV-2026-{n:06d}" for n in range(1, 6)]
    assert_books_are_right(moto)


def test_whoever_is_overtaken_by_the_same_draft_gets_the_stored_invoice_and_no_refusal():
    world = in_memory()
    world.before = counter = Nth(0, kill)
    finalise(world.ledger(), once=("setup",))
    for number in range(1, counter.calls + 1):
        world = in_memory()
        world.before = Nth(number, lambda world=world: finalise(world.ledger(), once=("setup",)))
        answer = finalise(world.ledger(), issued=date(2027, 1, 1), once=("setup",))
        assert (answer.new, answer.document.number, answer.document.issued) == (False, "INV-2026-000001", DAY)


def test_two_months_that_bill_the_same_line_at_once_bill_it_once(moto):
    answers = together(moto, *(lambda ledger, month=month: finalise(ledger, month=month, once=("setup",)) for month in (OCTOBER, NOVEMBER)))
    assert sorted(type(answer).__name__ for answer in answers) == ["Finalised", "OneOffBilled"]
    assert_books_are_right(moto, months=(OCTOBER, NOVEMBER))


def test_a_conflict_that_does_not_end_is_given_up_and_leaves_nothing():
    world = in_memory()
    world.before = lambda name: conflict() if name == "transact_write_items" else None
    with pytest.raises(Busy, match=r"Nothing was stored by this try. Run the command again."):
        finalise(world.ledger())
    world.quiet()

    assert all_of(world.ledger()) == {}
    assert world.pauses == sorted(world.pauses)
    assert (world.pauses[0], world.pauses[-1], len(world.pauses)) == (0.02, 2.0, 24)


def test_an_error_that_no_other_try_would_mend_is_not_tried_again():
    world = in_memory()

    def invalid(name):
        if name == "transact_write_items":
            raise broken("TransactionCanceledException", "ValidationError")

    world.before = invalid
    with pytest.raises(Exception, match="TransactionCanceledException"):
        finalise(world.ledger())
    assert world.pauses == []


FEES = st.sampled_from(["10.00", "20.00", "30.00"])
LINES = st.lists(st.sampled_from(["setup", "training"]), unique=True, max_size=2).map(tuple)
STEP = st.tuples(
    st.sampled_from(["finalise", "finalise", "correct", "void", "replace"]),
    st.sampled_from(CLIENTS),
    st.sampled_from([OCTOBER, NOVEMBER]),
    FEES,
    LINES,
    st.integers(0, 400),
    st.one_of(st.none(), st.integers(1, 9)),
)


@settings(max_examples=40, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(steps=st.lists(STEP, min_size=4, max_size=25))
def test_no_order_of_events_leaves_a_gap_changes_a_document_or_bills_a_line_twice(steps):
    world, months = in_memory(), (OCTOBER, NOVEMBER)
    for step, client, month, fee, once, days, dies_at in steps:
        before = all_of(world.ledger(), months)
        if dies_at:
            world.after = Nth(dies_at, kill)
        with contextlib.suppress(Killed, Refused):
            act(world.ledger(), step, client=client, month=month, fee=fee, once=once, issued=DAY + timedelta(days=days))
        world.quiet()
        assert before.items() <= all_of(world.ledger(), months).items(), "a final document has changed"
        assert_books_are_right(world, months)


def act(ledger, step, client, month, fee, once, issued):
    chain = ledger.documents.of(client, month)
    if step == "finalise":
        finalise(ledger, client=client, month=month, fee=fee, once=once, issued=issued)
    elif step == "correct" and chain.billed:
        correct(ledger, client=client, month=month, fee=fee, once=chain.billed[0].billed_once, issued=issued)
    elif step == "void" and chain.billed and sum(document.total for document in chain.billed):
        void(ledger, chain.billed[0].number, client=client, month=month, issued=issued)
    elif step == "replace" and chain.is_void:
        replaces = chain.latest[0].document.number
        finalise(ledger, client=client, month=month, fee=fee, once=once, issued=issued, replaces=replaces)
