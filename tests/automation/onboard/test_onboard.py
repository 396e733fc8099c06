"""`clientenv onboard`, as it is typed: the files that it writes, and what cannot be onboarded."""

import json

import pytest

from automation import stack_secret
from tests.automation.accounts import CLIENT, EXTERNAL_ID
from tests.automation.onboard.acme_prod import AS_IT_SHIPS


def test_the_command_writes_the_files_and_never_prints_the_external_id(typed, project, external_id):
    code, out, err = typed("onboard", "acme-prod", *AS_IT_SHIPS)
    assert (code, err) == (0, "")
    assert EXTERNAL_ID not in out
    assert EXTERNAL_ID in (project / "onboarding/acme-prod/onboarding.html").read_text()
    told = json.loads(typed("onboard", "acme-prod", *AS_IT_SHIPS, "--json", "--dry-run", "--out", project / "elsewhere")[1])
    assert (told["written"], len(told["files"])) == (False, 4)
    assert not (project / "elsewhere").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("dev",), 2, "your own account"),
        (("nobody",), 2, "There is no stack nobody"),
        (("acme-prod", "--templates-url", "https://example.com/x"), 2, "S3 alone"),
        (("acme-prod", "--trusted-account-id", "1111"), 2, "twelve digits"),
    ],
)
def test_what_cannot_be_onboarded_says_why(typed, project, external_id, words, code, said):
    ended, _, err = typed("onboard", *words)
    assert (ended, said in err) == (code, True)


def test_without_an_external_id_it_says_how_to_set_one(typed, project):
    code, _, err = typed("onboard", "acme-prod", *AS_IT_SHIPS)
    assert code == 2
    assert "pulumi config set --secret clientenv:externalId -s acme-prod" in err


def test_an_encrypted_external_id_without_pulumi_is_a_missing_tool(typed, project, monkeypatch):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text() + "  clientenv:externalId:\n    secure: v1:abc\n")
    monkeypatch.setattr(stack_secret, "is_installed", lambda: False)
    code, _, err = typed("onboard", "acme-prod", *AS_IT_SHIPS)
    assert code == 4
    assert "CLIENTENV_EXTERNAL_ID" in err


@pytest.mark.parametrize("words", [(), ("--json",), ("--run", "--yes"), ("--trusted-account-id", "444444444444")], ids=" ".join)
def test_an_account_of_the_shipped_files_gets_into_no_guide(typed, project, external_id, words):
    code, out, err = typed("onboard", "acme-prod", *words)
    assert (code, out) == (2, "")
    assert "clientenv:accountId of acme-prod is 222222222222" in err
    assert not (project / "onboarding").exists()


def test_a_client_s_real_account_lets_no_account_of_an_example_in(typed, project, external_id):
    path = project / "Pulumi.acme-prod.yaml"
    path.write_text(path.read_text().replace(CLIENT, "333333333333"))
    code, _, err = typed("onboard", "acme-prod")
    assert (code, "pulumi config set clientenv:billingAccountId ACCOUNT -s acme-prod" in err) == (2, True)
    assert typed("onboard", "acme-prod", "--trusted-account-id", "444444444444")[0] == 0
    assert "444444444444" in (project / "onboarding/acme-prod/2-role.json").read_text()
