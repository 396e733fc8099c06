"""`clientenv rate`, as it is typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from automation.cli import app
from automation.cli import run as run_command

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
TERMS = {"model": "perMinute", "pricePerMinute": "0.15"}


@pytest.fixture
def typed(monkeypatch, capsys):
    """Runs `clientenv` with these words; answers with exit code, output and errors."""

    def run(*words):
        monkeypatch.setattr("sys.argv", ["clientenv", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            run_command()
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


@pytest.fixture
def written(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def test_the_shipped_examples_rate_a_month(typed):
    files = [f"--{name}={EXAMPLES / file}" for name, file in (("terms", "terms.yaml"), ("costs", "costs.json"), ("usage", "usage.json"))]
    code, out, _ = typed("rate", *files, "--client", "Acme", "--month", "2026-10", "--json")
    answer = json.loads(out)
    assert code == 0
    assert [(line["code"], line["amount"]) for line in answer["lines"]] == [
        ("aws-cost", "123.46"),  # 133.4567 − 10
        ("management-fee", "30.86"),  # 30.864175
        ("development-fee", "500.00"),
        ("credit", "-10.00"),
    ]
    assert (answer["subtotal"], answer["tax"], answer["total"]) == ("644.32", "122.42", "766.74")  # 122.4208
    assert list(answer["lines"][0]) == ["code", "description", "quantity", "unit", "unit_price", "amount"]


def test_numbers_of_a_file_never_pass_through_a_float(typed, written):
    terms = written("terms.yaml", "model: perMinute\npricePerMinute: 0.1500\n")  # a float would print as 0.15
    usage = written("usage.json", [{"job": "a", "seconds": 60, "completed": "2026-10-01T00:00:00Z"}])
    _, out, _ = typed("rate", f"--terms={terms}", "--client=A", f"--usage={usage}", "--month=2026-10", "--json")
    assert json.loads(out)["lines"][0]["unit_price"] == "0.1500"


def test_a_whole_stack_file_is_as_good_as_its_billing_object(typed):
    stack = EXAMPLES.parents[1] / "Pulumi.globex-prod.yaml"
    _, out, _ = typed("rate", f"--terms={stack}", "--client=Globex", "--month=2026-10", "--json")
    assert json.loads(out)["total"] == "500.00"  # the development fee; no AWS cost is given


def test_without_json_a_person_reads_a_table_of_eighty_columns(typed, written, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = typed("rate", f"--terms={written('t.json', TERMS)}", "--client=Acme", "--month=2026-10")
    assert code == 0
    assert "Video analysed" in out
    assert max(len(line) for line in out.splitlines()) <= 80


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("terms", {"model": "perMinute", "pricePerMinut": "0.15"}, "pricePerMinute"),
        ("terms", {"model": "perMinute", "pricePerMinute": "-1"}, "pricePerMinute"),
        ("terms", "[]", "holds no billing terms"),
        ("usage", [{"job": "a", "seconds": 1.5, "completed": "2026-10-01T00:00:00Z"}], "a whole number above zero"),
        ("usage", [{"job": "a", "seconds": 1}], "record 1"),
        ("usage", [{"job": "a", "seconds": 1, "completed": "yesterday"}], "record 1"),
        ("usage", {"a": 1}, "is no JSON list"),
        ("costs", {"month": "2026-09", "clients": {}}, "holds the costs of 2026-09, not of 2026-10"),
        ("costs", [1], "is not what `clientenv costs --json` prints"),
        ("costs", {"month": "2026-10", "currency": "USD", "clients": {"Acme": {"by_kind": {"usage": 1.5e400}}}}, "no"),
        ("costs", {"month": "2026-10", "currency": "USD", "clients": {"Acme": {"by_kind": {"ghost": "1"}}}}, "ghost"),
    ],
)
def test_a_wrong_file_is_named_and_nothing_is_printed(typed, written, file, content, says):
    costs = {"month": "2026-10", "currency": "USD", "clients": {"Acme": {"by_kind": {}}}}
    files = {"terms": TERMS, "usage": [], "costs": costs} | {file: content}
    options = [f"--{name}={written(name, each)}" for name, each in files.items()]
    code, out, err = typed("rate", *options, "--client=Acme", "--month=2026-10", "--json")
    assert (code, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


def test_a_client_that_the_costs_do_not_name_is_not_billed_without_them(typed):
    files = [f"--terms={EXAMPLES / 'terms.yaml'}", f"--costs={EXAMPLES / 'costs.json'}"]
    code, out, err = typed("rate", *files, "--client=Acmee", "--month=2026-10", "--json")
    assert (code, out) == (2, "")
    named = ", ".join(sorted(json.loads((EXAMPLES / "costs.json").read_text())["clients"]))
    assert f"does not name the client Acmee. It names: {named}." in err
    assert "leave --costs away" in err
    assert typed("rate", files[0], "--client=Acmee", "--month=2026-10")[0] == 0


@pytest.mark.parametrize("option", ["terms", "costs", "usage"])
def test_a_file_that_is_not_there_is_named_in_words(typed, written, option):
    files = {"terms": written("t.json", TERMS)} | {option: "nope.yaml"}
    code, _, err = typed("rate", *[f"--{name}={path}" for name, path in files.items()], "--client=A", "--month=2026-10")
    assert (code, err) == (2, "nope.yaml cannot be read: No such file or directory. Name a file that is there.\n")


def test_an_exchange_rate_needs_its_source(typed, written):
    terms = written("t.json", {**TERMS, "currency": "EUR"})
    code, _, err = typed("rate", f"--terms={terms}", "--client=A", "--month=2026-10", "--exchange=0.9,2026-10-30")
    assert (code, "write it like" in err) == (2, True)


def test_help_shows_an_example():
    assert "Example: clientenv rate --terms" in CliRunner().invoke(app, ["rate", "--help"]).output.replace("\n", " ")


def test_brackets_of_the_terms_are_printed_as_they_are(typed, written):
    terms = written("terms.yaml", {**TERMS, "taxPercent": "19", "taxText": "VAT [DE] 19 %"})
    assert "VAT [DE] 19 %" in typed("rate", f"--terms={terms}", "--client=A", "--month=2026-10")[1]
