import itertools

import pytest

from benchmarks import invoices as benchmark
from benchmarks.invoices import invoices
from billing.runs.drafting import draft_month


def changes(figures):
    (figure,) = [each for each in figures if each.unit == "changes"]
    return figure


def test_every_client_is_billed_and_a_second_run_changes_nothing():
    figures = invoices(7, 2)

    assert [each.sizes["invoices"] for each in figures if each.unit == "invoices/s"] == [7, 7, 7, 2]
    assert (changes(figures).value, changes(figures).sizes["files"]) == (0, 7 * 2 + 2)
    assert changes(figures).sizes["rows"] > 7 * 5
    assert all(each.kept for each in figures)


def test_a_file_that_differs_in_the_second_run_is_counted_and_its_hash_too(monkeypatch):
    made = itertools.count()
    monkeypatch.setattr(benchmark, "pdf", lambda sheet: f"%PDF {next(made)}".encode())

    figures = invoices(3, 2)

    assert changes(figures).value == 2
    assert [each.what for each in figures if not each.kept] == [changes(figures).what, figures[-1].what]


def test_a_row_that_the_second_run_writes_is_counted(monkeypatch):
    def draft(run, month):
        run.sources.world.dynamodb.put_item(TableName="ledger", Item={"pk": {"S": "log"}, "sk": {"S": run.at.isoformat()}})
        return draft_month(run, month)

    monkeypatch.setattr(benchmark, "draft_month", draft)

    found = changes(invoices(1, 0))

    assert (found.value, found.kept) == (1, False)


def test_a_client_that_cannot_be_billed_is_told(monkeypatch):
    in_euros_without_a_rate = {"model": "costPlus", "managementFeePercent": "25", "currency": "EUR"}
    monkeypatch.setattr(benchmark, "MODELS", (benchmark.FIXED, in_euros_without_a_rate))

    with pytest.raises(RuntimeError, match="2 of 5 clients have no invoice"):
        invoices(5, 0)
