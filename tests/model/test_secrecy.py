"""No message shows the value of a secret, wherever the value turns up."""

import json
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.parsing import parse_settings
from model.problems import Problem, SettingsError
from model.raw_objects import LONGEST, parts
from model.secrecy import without_secrets
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


def test_parts_of_a_value_are_its_texts_and_numbers_as_they_are_written_and_the_value_itself_first():
    text = '{"key": {"b": ["x y", 1.50, 12345678901234567890]}, "c": [[], "z"]}'
    found = list(parts(text))

    assert found[0] == text
    assert sorted(found[1:]) == ["1.50", "12345678901234567890", "x y", "z"]
    assert sorted(parts({"key": ["a", {"b": "c"}]})) == ["a", "c", "{'key': ['a', {'b': 'c'}]}"]
    assert list(parts(1234)) == ["1234", "1234"]
    assert list(parts(f"[{'9' * 5000}]"))[1:] == ["9" * 5000]  # more digits than Python turns into a number


@pytest.mark.parametrize("text", ["a word", "[" * 5000, f'["{"x" * LONGEST}"]'])
def test_what_is_no_object_or_is_one_without_end_is_a_part_by_itself(text):
    assert list(parts(text)) == [text]


def test_secrets_are_taken_out_of_every_sentence_the_longest_first_and_the_shortest_not_at_all():
    raw = {"hidden": '{"a": "a-hunter2-hunter2", "b": "hunter2", "c": "two", "d": "four"}', "plain": "word"}
    problem = Problem(key="plain", value="hunter2", rule="a-hunter2-hunter2 is no word, two are", remedy="Not hunter2 or four: word.")
    (found,) = without_secrets([problem], raw, {"hidden"}.__contains__)

    assert found == Problem(key="plain", value="[secret]", rule="[secret] is no word, two are", remedy="Not [secret] or [secret]: word.")


def test_value_of_a_secret_setting_is_hidden_whatever_it_is_and_an_absent_one_stays_absent():
    problems = [Problem(key="hidden", value=value, rule="r", remedy="m") for value in ("abc", "")]

    assert [problem.value for problem in without_secrets(problems, {"hidden": "abc"}, {"hidden"}.__contains__)] == ["[secret]", ""]
