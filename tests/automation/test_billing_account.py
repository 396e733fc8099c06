"""Credentials of another account open nothing: both accounts are named, and nothing was asked but who they are."""

import json
import subprocess

import pytest
from moto import mock_aws

from automation.aws import billing_run
from automation.aws.billing_run import OUTPUTS, open_billing
from automation.exits import Exit, Stop
from billing.infra.outputs import BillingOutputs

MOTOS = "123456789012"
"""The account of whoever asks moto."""


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """Opens billing of a payer with moto's credentials; answers with how the command ends."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")

    def attempt(payer):
        names = {name: name for name in BillingOutputs.__dataclass_fields__}
        told = names | {"schema_version": 1, "payer_account_id": payer, "region": "us-east-1", "report_bucket": "not-there"}
        (tmp_path / "billing.json").write_text(json.dumps(told))
        monkeypatch.setenv(OUTPUTS, str(tmp_path / "billing.json"))
        with mock_aws(), pytest.raises(Stop) as ended:
            open_billing()
        return ended.value

    return attempt


def test_credentials_of_another_account_are_refused_and_both_are_named(opened):
    stop = opened("111111111111")
    assert stop.code == Exit.REFUSED
    assert "Billing is in account 111111111111, but these credentials are for 123456789012" in str(stop)
    assert "Nothing was changed" in str(stop)


def test_the_payers_own_credentials_get_as_far_as_the_bucket(opened):
    stop = opened(MOTOS)
    assert stop.code == Exit.FAULT
    assert "cannot be opened" in str(stop)


NO_LOGIN = "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions"


@pytest.mark.parametrize(
    ("says", "then"),
    [
        (NO_LOGIN, "Log in (`pulumi login s3://...`), then run this again."),
        ("error: no stack named 'payer' found", "pulumi up -C billing -s payer"),
    ],
)
def test_what_keeps_billing_s_outputs_from_being_read_is_told_with_the_next_step(monkeypatch, says, then):
    monkeypatch.delenv(OUTPUTS, raising=False)
    monkeypatch.setattr(billing_run.shutil, "which", lambda _: "pulumi")
    monkeypatch.setattr(billing_run.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 255, "", says))
    with pytest.raises(Stop) as ended:
        billing_run.read_outputs("payer")
    assert ended.value.code == Exit.USAGE
    assert str(ended.value).startswith("The outputs of billing's stack payer cannot be read")
    assert str(ended.value).endswith(then)
