"""`clientenv costs`, as it is typed."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from automation.cli import run as run_command
from tests.billing.sources.exports.lines import Line, write_csv

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture
def typed(monkeypatch, capsys):
    """Runs `clientenv costs` with these words; answers with exit code, output and errors."""

    def run(*words):
        monkeypatch.setattr("sys.argv", ["clientenv", "costs", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            run_command()
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


def test_the_shipped_costs_are_those_of_the_shipped_export(typed):
    code, out, err = typed("--export", EXAMPLES / "export.csv", "--month", "2026-10", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads((EXAMPLES / "costs.json").read_text())


def test_json_has_decimal_strings_and_adds_up(typed, tmp_path):
    lines = [Line("1.00000000004"), Line("-0.25", word="Credit"), Line("3", client=None, word="Tax")]
    code, out, _ = typed("--export", write_csv(tmp_path / "export.csv.gz", lines), "--month", "2026-10", "--json")
    bill = json.loads(out)
    assert code == 0
    assert list(bill) == ["month", "currency", "clients", "unallocated", "rounding", "total", "rows", "sha256"]
    assert bill["clients"] == {"Acme": {"total": "0.75", "by_kind": {"usage": "1", "credit": "-0.25"}}}
    assert bill["unallocated"] == {"total": "3", "by_kind": {"tax": "3"}}
    assert (bill["rounding"], bill["total"], bill["rows"]) == ("0.00000000004", "3.75000000004", 3)
    assert Decimal("0.75") + 3 + Decimal(bill["rounding"]) == Decimal(bill["total"])


def test_several_currencies_are_a_list_with_one_object_each(typed, tmp_path):
    path = write_csv(tmp_path / "export.csv", [Line("1"), Line("2", currency="EUR")])
    _, out, err = typed("--export", path, "--month", "2026-10", "--json")
    assert [(bill["currency"], bill["total"]) for bill in json.loads(out)] == [("EUR", "2"), ("USD", "1")]
    assert err.startswith("Note: The bill is in EUR and USD")


def test_a_bad_export_ends_with_2_and_prints_nothing_but_the_reason(typed, tmp_path):
    code, out, err = typed("--export", write_csv(tmp_path / "export.csv", [Line(), Line("abc")]), "--month", "2026-10", "--json")
    assert (code, out) == (2, "")
    assert "export.csv, row 2: line_item_unblended_cost is abc" in err


@pytest.mark.parametrize("words", [("--month", "2026-13"), ("--month", "2026-10", "--accounts", "accounts.yaml")])
def test_words_that_cannot_be_meant_end_with_2(typed, tmp_path, words):
    code, out, err = typed("--export", write_csv(tmp_path / "export.csv", [Line()]), *words)
    assert (code, out) == (2, "")
    assert "2026-13" in err or "--by account" in err


@pytest.mark.parametrize("accounts", ["'111111111111': Acme\n", '{"111111111111": "Acme"}', "111111111111: Acme\n"])
def test_accounts_come_as_yaml_or_json(typed, tmp_path, accounts):
    (tmp_path / "accounts").write_text(accounts)
    path = write_csv(tmp_path / "export.csv", [Line("1"), Line("2", account="222222222222")])
    code, out, err = typed("--export", path, "--month", "2026-10", "--json", "--by", "account", "--accounts", tmp_path / "accounts")
    assert code == 0
    assert (json.loads(out)["clients"]["Acme"]["total"], json.loads(out)["unallocated"]["total"]) == ("1", "2")
    assert "222222222222" in err


@pytest.mark.parametrize("accounts", ["011111111111: Acme\n", "- 111111111111\n", "'111111111111':\n", "{", ""])
def test_a_list_of_accounts_that_is_none_is_refused(typed, tmp_path, accounts):
    (tmp_path / "accounts").write_text(accounts)
    path = write_csv(tmp_path / "export.csv", [Line()])
    code, out, err = typed("--export", path, "--month", "2026-10", "--by", "account", "--accounts", tmp_path / "accounts")
    assert (code, out) == (2, "")
    assert str(tmp_path / "accounts") in err


def test_the_table_fits_eighty_columns_and_shows_control_letters_as_such(typed, tmp_path):
    lines = [Line("1.25", client="new\nline"), Line("2", client="x" * 90), Line("-1", word="Credit"), Line("3")]
    code, out, _ = typed("--export", write_csv(tmp_path / "export.csv", lines), "--month", "2026-10")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "new\\nline" in out
    assert "5.25" in out


def test_unknown_kinds_can_be_kept_and_are_said(typed, tmp_path):
    path = write_csv(tmp_path / "export.csv", [Line("1", word="Gift")])
    assert typed("--export", path, "--month", "2026-10", "--json")[0] == 2
    code, out, err = typed("--export", path, "--month", "2026-10", "--json", "--keep-unknown")
    assert (code, json.loads(out)["clients"]["Acme"]["by_kind"]) == (0, {"usage": "1"})
    assert "Gift" in err
