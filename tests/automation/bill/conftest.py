"""`clientenv bill` as it is typed, on a ledger in memory and a bucket in a dictionary."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from automation.aws.audit_place import BucketPlace, audit_place
from automation.aws.billing_run import ATHENA, Billing, from_export
from automation.cli import run as run_command
from automation.invoicing import session
from billing.domain.costs import Kind
from billing.runs.export_sources import of_athena, of_files
from billing.runs.opening import OpenRun
from billing.settings import Buyer
from billing.sources.cost_explorer_requests import RequestBudget
from tests.automation.bill.desk import KEY, PEM, Environments, Post, Shelf
from tests.billing.runs.office import OPERATOR, usual
from tests.billing.sources.exports.athena_service import DATABASE, TABLE, WORKGROUP, AthenaService
from tests.billing.sources.exports.lines import WHOLE, Line, write_csv, write_parquet


@pytest.fixture
def office(monkeypatch):
    made = usual()
    made.shelf, made.environments, made.post = Shelf(), Environments(), Post()
    made.budget = RequestBudget(requests=3)

    def opened(stack, keep_unknown=False, export=None):
        run = OpenRun(run=made.run(), bucket=made.shelf, sources=SimpleNamespace(budget=made.budget))
        if export == ATHENA:
            run = from_export(run, of_athena(made.session, WORKGROUP, DATABASE, TABLE, OPERATOR))
        elif export:
            run = from_export(run, of_files(export, OPERATOR))
        named = SimpleNamespace(public_key=PEM, signing_key_arn="arn:key")
        return Billing(
            opened=run,
            outputs=named,
            sign=lambda message: KEY.sign(message, ECDSA(SHA256())),
            push=made.environments.push,
            post=made.post,
            audit=audit_place(made.settings.audit_place, BucketPlace(bucket=made.shelf), None),
        )

    monkeypatch.setattr(session, "open_billing", opened)
    monkeypatch.setattr(session, "now", lambda: made.at)
    return made


@pytest.fixture
def typed(office, monkeypatch, capsys):
    """Runs `clientenv bill` with these words; answers with exit code, output and errors."""

    def run(*words):
        monkeypatch.setattr("sys.argv", ["clientenv", "bill", *words])
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as ended:
            run_command()
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


@pytest.fixture
def finalised(typed):
    assert typed("draft", "last")[0] == 0
    code, out, _ = typed("finalise", "last", "--yes", "--json")
    assert code == 0
    return json.loads(out)


@pytest.fixture
def exported(office, tmp_path):
    """The same bill as AWS's export has it."""
    words = {Kind.USAGE: "Usage", Kind.TAX: "Tax", Kind.REFUND: "Refund"}

    def write(to=write_csv, **changed):
        lines = [
            Line(amount=amount, client=client or None, word=words[kind], service=service, account=account, **changed)
            for (client, kind, service, account), amount in office.charged.items()
        ]
        return str(to(tmp_path / f"export.{to.__name__.removeprefix('write_')}", lines, WHOLE))

    return write


@pytest.fixture
def delivered(office, exported):
    """The same bill where AWS has delivered it; answers with what takes the place of Athena."""
    service = AthenaService(exported(write_parquet), states=())
    office.session = SimpleNamespace(client=lambda name, region_name: service)
    return service


@pytest.fixture
def posting(finalised, office):
    """Mails really go out, and the buyer has an address."""
    buyers = {"initech": Buyer(email="pay@initech.example")}
    office.settings = replace(office.settings, send_from="bills@studio.example", buyers=buyers, dry_run=False)
    return office
