"""`clientenv bill --export`: the operator's own bill from AWS's export, from files and through Athena."""

import json

from automation.exits import Exit
from billing.domain.costs import Kind
from tests.automation.bill.desk import nothing_is_drafted
from tests.billing.runs.office import MEMBER, OPERATOR, PER_MINUTE


def test_an_export_in_place_of_cost_explorer_gives_the_same_drafts(typed, office, exported):
    said = json.loads(typed("draft", "last", "--json")[1])
    office.asked.clear()
    code, out, _ = typed("draft", "last", "--export", exported(), "--json")
    assert code == Exit.DONE
    assert [(each["client"], each["total"], each["lines"]) for each in json.loads(out)] == [
        (each["client"], each["total"], each["lines"]) for each in said
    ]
    assert ("bill", OPERATOR) not in office.asked


def test_athena_in_place_of_cost_explorer_gives_the_same_drafts_and_says_what_it_has_read(typed, office, delivered):
    said = json.loads(typed("draft", "last", "--json")[1])
    office.asked.clear()
    code, out, err = typed("draft", "last", "--export", "athena", "--json")
    assert (code, len(delivered.asked)) == (Exit.DONE, 1)
    assert [(each["client"], each["total"], each["lines"]) for each in json.loads(out)] == [
        (each["client"], each["total"], each["lines"]) for each in said
    ]
    assert "Athena has read 10,485,760 bytes of billing.costs; questions: 1." in err
    assert ("bill", OPERATOR) not in office.asked


def test_a_question_that_athena_does_not_answer_is_one_message_and_nothing_is_drafted(typed, office, delivered):
    delivered.end = ("CANCELLED", "Query cancelled! Bytes scanned limit was exceeded")
    code, out, err = typed("draft", "last", "--export", "athena")
    assert (code, out) == (Exit.FAULT, "")
    assert "Bytes scanned limit was exceeded. Nothing was computed." in " ".join(err.split())
    assert nothing_is_drafted(office)


def test_what_an_export_has_that_came_late_becomes_a_note_too(finalised, typed, office, exported):
    office.charged["Initech", Kind.REFUND, "Amazon Simple Storage Service", MEMBER] = "-4"
    code, out, _ = typed("reconcile", "2026-10", "--export", exported(), "--yes")
    assert (code, "CN-2026-000001" in out) == (Exit.DONE, True)
    assert f"certificates/2026-10/{OPERATOR}.json" in office.shelf


def test_an_export_whose_lines_are_not_all_invoiced_keeps_the_month_from_becoming_final(typed, exported):
    typed("draft", "last", "--export", exported(invoice=""))
    code, _, err = typed("finalise", "last", "--yes")
    assert (code, "AWS marked 2026-10 as estimated" in err) == (Exit.REFUSED, True)


def test_the_export_of_another_payer_is_one_message_and_nothing_is_drafted(typed, office, exported, tmp_path):
    terms = tmp_path / "terms.json"
    terms.write_text(json.dumps(PER_MINUTE))
    for words in (("draft", "last"), ("reconcile", "last"), ("what-if", "last", "--terms", str(terms))):
        code, out, err = typed(*words, "--export", exported(payer="999999999999"))
        assert (code, out) == (Exit.USAGE, "")
        assert "the payer 999999999999, and the bill of 111111111111 is wanted" in " ".join(err.split())
    assert nothing_is_drafted(office)
