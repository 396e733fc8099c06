import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.documents.journal import as_beancount, as_csv
from billing.domain.documents import Party, correction
from tests.billing.domain.billed import draft, invoice
from tests.billing.domain.paper import usd


@pytest.fixture
def issued():
    first = invoice(costs=usd(usage="100"))
    note = replace(correction([first], draft(costs=usd(usage="60"))), number="CN-2026-000001", issued=date(2026, 12, 8))
    return [first, note]


def test_the_rows_of_a_document_add_up_to_its_total(issued):
    rows = list(csv.DictReader(io.StringIO(as_csv(issued))))
    for document in issued:
        own = [row for row in rows if row["number"] == document.number]
        assert sum(Decimal(row["amount"]) for row in own) == document.total
        assert {row["client"] for row in own} == {"acme"}
    assert [row["corrects"] for row in rows][-1] == "INV-2026-000001"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx"])
def test_a_name_is_no_formula(issued, name):
    agreement = replace(issued[0].agreement, buyer=Party(name=name))
    row = next(csv.DictReader(io.StringIO(as_csv([replace(issued[0], agreement=agreement)]))))
    assert row["buyer"] == f"'{name}"


def test_every_transaction_of_the_journal_balances(issued):
    journal = as_beancount(issued)
    for document, entry in zip(issued, journal.split("\n\n")[1:], strict=True):
        postings = [line.split(";")[0].split() for line in entry.splitlines() if line.startswith("  ")]
        assert sum(Decimal(amount) for _, amount, _ in postings) == 0
        assert postings[0] == ["Assets:Receivable:Acme", f"{document.total:f}", "USD"]
        assert ("Liabilities:Tax", -document.tax) in {(account, Decimal(amount)) for account, amount, _ in postings}
    assert journal.startswith("2026-11-08 open Assets:Receivable:Acme\n")


def test_a_name_stays_inside_of_its_quotes(issued):
    agreement = replace(issued[0].agreement, buyer=Party(name='A "quoted"\nname\\'))
    assert '"A \\"quoted\\" name\\\\"' in as_beancount([replace(issued[0], agreement=agreement)])


def test_a_draft_is_not_booked(issued):
    with pytest.raises(ValueError, match="acme 2026-10"):
        as_beancount([*issued, draft()])
