"""The operator's bill from files, all else from where it came before."""

from datetime import date
from decimal import Decimal

import pytest

from billing.domain.ownership import CannotAssign
from billing.runs.export_sources import ExportSources, of_files
from billing.runs.month_facts import gather
from model.placement import Placement
from tests.billing.runs.office import CLIENTS, COST_PLUS, MEMBER, OCTOBER, OPERATOR, outputs
from tests.billing.sources.exports.lines import FOCUS, WHOLE, Line, write_csv

LINES = [
    Line(amount="3.21", client="Globex"),
    Line(amount="10.004", client="Initech", account=MEMBER),
    Line(amount="2", client=None, word="Tax", account=MEMBER),
    Line(amount="0.5", client="Dev"),
    Line(amount="0.25", client="Nobody"),
]


@pytest.fixture
def export(tmp_path):
    return str(write_csv(tmp_path / "e.csv", LINES, WHOLE))


def sources_of(office, export, today=date(2026, 11, 8)):
    return ExportSources(office, OPERATOR, of_files(export, OPERATOR), today=today)


def test_the_operators_bill_is_the_exports_and_nobody_is_asked_for_it(office, export):
    office.shown = {("", "usage", "AWS Lambda", CLIENTS): "1"}
    facts = gather(office.run(sources=sources_of(office, export)), OCTOBER)
    costs = facts.bills[OPERATOR].costs
    assert {client: part.total for client, part in costs.clients.items()} == {
        "Dev": Decimal("0.5"),
        "Globex": Decimal("3.21"),
        "Initech": Decimal("12.004"),
        "Nobody": Decimal("0.25"),
    }
    assert [payer for what, payer in office.asked if what == "bill"] == [CLIENTS]
    assert facts.bills[CLIENTS].costs.total == 1
    assert office.run().ledger.costs.latest(OPERATOR, OCTOBER).costs == costs


def test_usage_and_issued_invoices_are_asked_as_before(office, export):
    office.issued_by_aws[OPERATOR, "2026-10"] = Decimal("15.96")
    run = office.run(sources=sources_of(office, export))
    assert gather(run, OCTOBER).usage["globex-prod"] == gather(office.run(), OCTOBER).usage["globex-prod"]
    assert run.sources.issued(OPERATOR, OCTOBER, "USD") == Decimal("15.96")


def test_what_the_export_and_the_register_have_to_say_is_remarked(office, tmp_path):
    path = write_csv(tmp_path / "e.csv", LINES, WHOLE, leave_out=("payer",))
    remarks = gather(office.run(sources=sources_of(office, str(path))), OCTOBER).bills[OPERATOR].remarks
    assert [remark.partition(" (")[0][:45] for remark in remarks] == [
        "The export does not say whose bill it is",
        "The tag value 'Nobody' is on the bill, but no",
    ]


def test_a_client_in_a_member_account_and_in_a_shared_one_is_billed_from_an_export_alone(office, export):
    office.register("initech-test", outputs("Initech", Placement.HOSTED, OPERATOR, COST_PLUS, environment="test"))
    with pytest.raises(CannotAssign, match="bill draft 2026-10 --export PATH"):
        gather(office.run(), OCTOBER)
    facts = gather(office.run(sources=sources_of(office, export)), OCTOBER)
    assert facts.bills[OPERATOR].costs.clients["Initech"].total == Decimal("12.004")


@pytest.mark.parametrize(("day", "estimated"), [(7, True), (8, False)])
def test_an_export_without_invoices_is_final_on_the_day_that_the_month_may_be(office, tmp_path, day, estimated):
    path = write_csv(tmp_path / "e.csv", [Line(key="Client")], FOCUS)
    bill = sources_of(office, str(path), today=date(2026, 11, day)).bill(OPERATOR, OCTOBER, [])
    assert bill.costs.estimated is estimated
