"""Settings that make no new stack: what is wrong, what is there already, and accounts that are those of an example."""

import re

import pytest

from automation import new, new_stack
from automation.exits import Stop
from automation.stack_file import read_settings, read_stack_file, written
from model.placement import EXAMPLE_ACCOUNTS
from tests.automation.conftest import ROOT
from tests.automation.new.initech import INITECH

OWN = {"placement": "own", "accountId": "111111111111", "homeRegion": "us-east-1"}


def test_what_is_wrong_is_told_all_at_once_with_the_options_that_mend_it(typed, project):
    code, out, err = typed(
        "new",
        "Initech",
        "--placement",
        "client",
        "--account-id",
        "3333",
        "--billing-account-id",
        "111111111111",
        "--billing-model",
        "perMinute",
        "--yes",
    )
    assert (code, out) == (2, "")
    assert "3 problems" not in err
    assert "2 problems" in err
    assert "twelve digits" in err
    assert "-> Set it: --price-per-minute" in err
    assert "pulumi config set" not in err
    assert max(map(len, err.splitlines())) <= 80
    assert not (project / "Pulumi.initech-prod.yaml").exists()


@pytest.mark.parametrize("option", ["--account-id", "--billing-account-id"])
def test_an_account_id_with_a_digit_too_few_is_no_matter_of_yaml_where_it_is_typed(typed, project, option):
    words = list(INITECH)
    words[words.index(option) + 1] = "33333333333"
    code, _, err = typed("new", *words, "--yes")
    assert (code, "YAML" in err) == (2, False)
    assert f"-> Write all twelve digits: {option} 444444444444" in err


def test_a_client_without_a_name_is_told_where_the_name_goes(typed, project):
    code, _, err = typed("new", "", *INITECH[1:], "--slug", "initech", "--yes")
    assert (code, "--set client" in err) == (2, False)
    assert 'clientenv new "Initech"' in err


def test_a_stack_that_is_there_is_not_written_over(typed, project, pulumi):
    before = (project / "Pulumi.acme-prod.yaml").read_text()
    code, _, err = typed("new", "Acme", *INITECH[1:], "--yes")
    assert code == 3
    assert "Pulumi.acme-prod.yaml is there already" in err
    assert (project / "Pulumi.acme-prod.yaml").read_text() == before
    assert pulumi == []


def test_a_file_that_somebody_has_written_meanwhile_stays_as_it_is(project):
    planned = new_stack.plan_new_stack(
        {"client": "Initech", "slug": "initech", "environment": "dev", "owner": "Consultancy", **OWN}, project
    )
    planned.path.write_text("theirs")
    with pytest.raises(Stop, match="cannot be written"):
        new._write(planned)
    assert planned.path.read_text() == "theirs"


def test_a_stack_of_another_client_is_named_with_its_client(typed, project, pulumi):
    code, _, err = typed("new", "Acme Holding", "--slug", "acme", *INITECH[1:], "--yes")
    assert code == 3
    assert "belongs to another client, Acme. It is not written over." in err
    assert "Give Acme Holding a slug of its own: --slug" in err
    assert pulumi == []


def test_a_slug_of_another_client_is_refused(typed, project, no_pulumi):
    code, _, err = typed("new", "Initech", "--slug", "acme", "--environment", "dev", *INITECH[1:], "--yes")
    assert code == 2
    assert "One slug is one client" in err


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("Initech", "--placement", "client", "--account-id", "333333333333", *INITECH[7:]), "--billing-account-id"),
        (("Consultancy", "--placement", "own"), "--account-id"),
        (("Initech", "--placement", "hosted", *INITECH[7:]), "--account-id"),
    ],
    ids=["client", "own", "hosted"],
)
def test_an_account_of_the_shipped_files_is_taken_for_nobody_s(typed, project, no_pulumi, words, option):
    before = set(project.iterdir())
    code, out, err = typed("new", *words, "--json")
    assert (code, out) == (2, "")
    assert f": {option}" in err
    assert set(project.iterdir()) == before


def test_billing_s_own_payer_is_taken_once_it_is_a_real_one(typed, project, no_pulumi):
    payer = project / "billing" / "Pulumi.payer.yaml"
    payer.write_text(payer.read_text().replace("111111111111", "444444444444"))
    typed("new", "Initech", "--placement", "client", "--account-id", "333333333333", *INITECH[7:], "--yes")
    assert read_settings(read_stack_file("initech-prod", project)).account.billing_account_id == "444444444444"


def test_a_stack_of_your_own_tells_your_account_before_the_shipped_files_do(project):
    (project / "Pulumi.mine-dev.yaml").write_text(written([], {"placement": "own", "accountId": "444444444444"}))
    proposed = new_stack.proposals({"client": "Initech", "placement": "client"}, project)
    assert proposed["billingAccountId"] == "444444444444"


def test_the_shipped_files_have_accounts_of_the_examples_alone():
    texts = [path.read_text() for path in (*ROOT.glob("Pulumi.*.yaml"), *(ROOT / "billing").glob("Pulumi.*.yaml"))]
    assert set(re.findall(r"\b[0-9]{12}\b", " ".join(texts))) == EXAMPLE_ACCOUNTS
