"""What lies in the table: text, no floats, the same on moto and on the DynamoDB of a few lines; no write without a condition."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import pytest

from billing.domain.costs import Costs, Kind, MonthCosts
from billing.domain.usage import UsageRecord
from billing.ledger.refusals import ContentMissing
from tests.billing.ledger.world import CHANGE, OCTOBER, draft, evening, finalise, saved
from tests.lambdas.outside import Killed, Nth, kill

PAYER = "111111111111"


def a_whole_month(world):
    """Something of everything that the ledger keeps."""
    ledger = world.ledger()
    evening(ledger)
    document, inputs = draft(fee="31.00")
    ledger.drafts.save(document, inputs, change=CHANGE)
    ledger.drafts.save(*draft(fee="32.00"), change=CHANGE)
    video = UsageRecord(job="a1", seconds=61, completed=datetime(2026, 10, 31, 23, 59, 59, 999000, UTC))
    ledger.usage.copy("acme-prod", [video, replace(video, job="a2")], change=CHANGE)
    ledger.usage.mark("acme-prod", OCTOBER, until=datetime(2026, 10, 20, tzinfo=UTC), change=CHANGE)
    ledger.usage.mark("acme-prod", OCTOBER, until=datetime(2026, 11, 1, tzinfo=UTC), change=CHANGE)
    for amount in ("12.50", "13.00"):
        ledger.costs.save(PAYER, costs(amount), change=CHANGE)
        ledger.books.append(PAYER, OCTOBER, book=amount.encode(), signature=b"\x00\xff", key="alias/billing", change=CHANGE)


def costs(amount):
    part = Costs(by_kind={Kind.USAGE: Decimal(amount)}, by_service={"Amazon Rekognition": Decimal(amount)})
    return MonthCosts(
        month=OCTOBER, currency="USD", clients={"Acme": part}, unallocated=Costs(), total=Decimal(amount), rows=1, sha256="0" * 64
    )


def test_the_dynamodb_of_a_few_lines_holds_the_same_rows_as_moto(moto, world):
    a_whole_month(moto)
    a_whole_month(world)
    assert without_chance(world.rows()) == without_chance(moto.rows())
    kinds = {row["pk"]["S"].partition("#")[0] for row in moto.rows()}
    assert kinds == {"series", "documents", "changes", "once", "content", "drafts", "videos", "usage", "copied", "costs", "book"}


def without_chance(rows):
    """Changes of one moment are told apart by chance."""
    return sorted(str({name: value for name, value in row.items() if (name, row["pk"]["S"][:7]) != ("sk", "changes")}) for row in rows)


def test_every_write_has_a_condition_but_drafts_which_may_be_replaced(world):
    a_whole_month(world)
    free = set()
    for name, _, request in world.requests:
        writes = [w for each in request.get("TransactItems", []) for w in each.values()] if name == "transact_write_items" else []
        for write in writes if name != "put_item" else [request]:
            if "ConditionExpression" not in write:
                free.add(write["Item"]["pk"]["S"])
    assert free == {"drafts#studio#2026-10"}


def test_every_change_but_content_and_its_copies_has_its_row_of_who_when_and_why_in_the_same_transaction(world):
    a_whole_month(world)
    for name, _, request in world.requests:
        if name == "transact_write_items":
            keys = [(w.get("Item") or w["Key"])["pk"]["S"] for each in request["TransactItems"] for w in each.values()]
            assert sum(pk.startswith("changes#studio#2026-11") for pk in keys) == 1
        elif name == "put_item":
            assert request["Item"]["pk"]["S"].startswith("content#")


def test_a_second_run_of_everything_writes_nothing(world):
    finalise(world.ledger())
    ledger = world.ledger()
    document, inputs = draft(fee="31.00")
    for _ in range(2):
        ledger.drafts.save(document, inputs, change=CHANGE)
        ledger.costs.save(PAYER, costs("12.50"), change=CHANGE)
        ledger.books.append(PAYER, OCTOBER, book=b"{}", signature=b"1", key="k", change=CHANGE)
        ledger.usage.mark("acme-prod", OCTOBER, until=datetime(2026, 11, 1, tzinfo=UTC), change=CHANGE)
        finalise(ledger, issued=date(2027, 1, 1))
        rows, writes = world.rows(), len(world.writes())
    assert world.rows() == rows
    assert len(world.writes()) == writes


def test_a_draft_is_replaced_and_its_inputs_stay(ledger):
    first, inputs = draft(fee="31.00")
    ledger.drafts.save(first, inputs, change=CHANGE)
    second, others = draft(fee="32.00")
    assert ledger.drafts.save(second, others, change=CHANGE)
    assert not ledger.drafts.save(second, others, change=CHANGE)

    assert ledger.drafts.of("acme", OCTOBER).document == second
    assert ledger.drafts.of("acme", OCTOBER).change == CHANGE
    assert ledger.drafts.of("initech", OCTOBER) is None
    assert ledger.drafts.inputs_of(first) == inputs


def test_the_drafts_of_a_round_are_those_that_it_has_rated_by_client(ledger):
    drafts = {client: draft(client=client) for client in ("initech", "globex", "acme")}
    for each in drafts.values():
        ledger.drafts.save(*each, change=CHANGE)
    assert ledger.drafts.of_round(ledger.rounds.latest(OCTOBER)) == ()
    ledger.rounds.save(OCTOBER, [drafts[client][0] for client in ("globex", "acme")], estimated=False, change=CHANGE)
    assert [each.document.client for each in ledger.drafts.of_round(ledger.rounds.latest(OCTOBER))] == ["acme", "globex"]


def test_a_draft_with_other_inputs_than_its_own_and_a_final_document_are_refused(ledger):
    document, inputs = draft()
    with pytest.raises(ValueError, match="was computed from other inputs"):
        ledger.drafts.save(document, inputs | {"fee": "1.00"}, change=CHANGE)
    with pytest.raises(ValueError, match="INV-2026-000001 is final"):
        ledger.drafts.save(finalise(ledger).document, inputs, change=CHANGE)


def incompressible(size):
    """Text that no compressor makes much smaller."""
    state, digits = 12345, []
    while len(digits) * 8 < size:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        digits.append(f"{state >> 32:08x}")
    return "".join(digits)


def test_a_record_larger_than_a_row_comes_back_as_it_was_on_moto_too(moto):
    record = {"usage": incompressible(1_200_000)}
    name = moto.ledger().contents.keep_record(record)
    rows = moto.rows(f"content#{name}")
    assert [int(row["sk"]["S"]) for row in rows] == [0, 1, 2, 3]
    assert max(len(row["zlib"]["B"]) for row in rows) < 400_000
    assert moto.ledger().contents.read_record(name) == record


def test_a_record_whose_storing_was_cut_off_is_not_there_and_is_completed_by_the_next_try(world):
    content = incompressible(800_000).encode()
    world.after = Nth(3, kill)  # after the question whether it is there, and two of the three parts
    with pytest.raises(Killed):
        world.ledger().contents.keep(content)
    world.quiet()
    name = sha256(content).hexdigest()
    assert not world.ledger().contents.holds(name)
    with pytest.raises(ContentMissing, match="2 parts"):
        world.ledger().contents.read(name)
    document = replace(saved(world.ledger()), inputs_sha256=name)
    with pytest.raises(ContentMissing):
        world.ledger().finalise.invoice(document, issued=date(2026, 11, 8), change=CHANGE)

    assert world.ledger().contents.keep(content) == name
    assert world.ledger().contents.read(name) == content


def test_a_record_in_which_a_byte_has_changed_is_refused(world):
    name = world.ledger().contents.keep(b"as it was")
    other = world.ledger().contents.keep(b"as it is!")
    rows = {row["pk"]["S"]: row for row in world.rows("content")}
    world.dynamodb.put_item(TableName="ledger", Item=rows[f"content#{name}"] | {"zlib": rows[f"content#{other}"]["zlib"]})
    with pytest.raises(ContentMissing, match=name):
        world.ledger().contents.read(name)


def test_a_float_never_gets_into_the_ledger(ledger):
    with pytest.raises(TypeError, match="float"):
        ledger.contents.keep_record({"amount": 0.1})


def test_documents_lie_in_the_table_as_canonical_json_with_decimal_strings(world):
    finalise(world.ledger())
    (row,) = world.rows("documents")
    record = json.loads(row["document"]["S"])
    assert record["total"] == "30.00"
    assert row["document"]["S"] == json.dumps(record, sort_keys=True, separators=(",", ":"))
