"""No message shows the value of a secret, wherever the value turns up."""

import json
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.parsing import parse_settings
from model.problems import SettingsError
from tests.model.stacks import ACME, parsed, raw, refusal, terms

SECRET = "hunter2-hunter2"


def test_broken_secret_is_hidden_and_its_rule_is_told():
    problem = refusal(retentionDays=SECRET, secrets=("externalId", "retentionDays")).problems[0]

    assert (problem.value, problem.remedy) == ("[secret]", "Write a whole number from 1 to 3,650.")


def test_parts_of_an_encrypted_object_are_hidden():
    billing = terms("fixed", monthlyFee=SECRET, minimum="9999", maximum="7777", oneOff=[{"id": SECRET.upper(), "text": "x", "amount": "1"}])

    text = str(refusal(billing=billing, secrets=("externalId", "billing")))

    assert "billing.monthlyFee is [secret]" in text
    assert not [part for part in (SECRET, SECRET.upper(), "9999", "7777") if part in text]


def test_secret_that_another_setting_quotes_is_hidden_there_too():
    error = refusal(accountId="333333333333", deploymentRoleArn="arn:aws:iam::222222222222:role/x", secrets=("externalId", "accountId"))

    assert [problem.key for problem in error.problems] == ["deploymentRoleArn"]
    assert "333333333333" not in str(error)


def test_encrypted_client_is_not_told_by_the_slug_that_is_proposed():
    error = refusal(client="Hunter Two", slug=None, secrets=("externalId", "client"))

    assert [problem.key for problem in error.problems] == ["slug"]
    assert "hunter" not in str(error).lower()


def test_traceback_shows_no_secret_either():
    with pytest.raises(SettingsError) as caught:
        parse_settings(raw(externalId=f"{SECRET} "), {"externalId"}, "acme-prod")

    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_settings_print_without_the_external_id():
    assert ACME["externalId"] not in repr(parsed())


@given(st.sets(st.sampled_from(sorted({*ACME, "notify", "network", "tags", "webDomain", "nonsense"})), min_size=1))
def test_whatever_is_encrypted_and_wrong_is_never_shown(keys):
    secret_object = json.dumps({SECRET: SECRET, "aws:x": SECRET, "mode": SECRET, "model": SECRET})
    changes = {key: secret_object if key in ("billing", "network", "tags") else SECRET + "!" for key in keys}

    with pytest.raises(SettingsError) as caught:
        parse_settings({**raw(), **changes}, {"externalId", *keys}, "acme-prod")

    assert SECRET not in str(caught.value)
