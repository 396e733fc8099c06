from __future__ import annotations

import pytest

from tests.sandbox.aws.functions import code, create, role

QUEUE = "arn:aws:sqs:us-east-1:111111111111:dead"
ELSEWHERE = "arn:aws:sqs:us-east-1:111111111111:elsewhere"


@pytest.fixture
def functions(aws):
    """Lambda client of an account with the function `start`."""
    create(aws, role(aws), DeadLetterConfig={"TargetArn": QUEUE}, LoggingConfig={"LogFormat": "JSON", "LogGroup": "/acme/start"})
    return aws.client("lambda")


def test_settings_of_a_new_function_are_told(functions):
    told = functions.get_function_configuration(FunctionName="start")
    assert told["DeadLetterConfig"] == {"TargetArn": QUEUE}
    assert told["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": "/acme/start"}


def test_a_version_keeps_what_it_was_published_with(functions):
    functions.publish_version(FunctionName="start")
    functions.update_function_configuration(FunctionName="start", DeadLetterConfig={"TargetArn": ELSEWHERE})
    of = {q: functions.get_function_configuration(FunctionName="start", Qualifier=q)["DeadLetterConfig"] for q in ("1", "$LATEST")}
    assert of == {"1": {"TargetArn": QUEUE}, "$LATEST": {"TargetArn": ELSEWHERE}}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("TracingConfig", {"Mode": "Active"}),
        ("EphemeralStorage", {"Size": 2048}),
        ("KMSKeyArn", "arn:aws:kms:us-east-1:111111111111:key/1"),
        ("LoggingConfig", {"LogFormat": "Text", "LogGroup": "/acme/other"}),
    ],
)
def test_a_setting_is_changed_and_the_others_stay(functions, setting, value):
    before = functions.get_function_configuration(FunctionName="start")
    answered = functions.update_function_configuration(FunctionName="start", **{setting: value})
    after = functions.get_function_configuration(FunctionName="start")
    assert answered[setting] == after[setting] == value
    changed = {setting, "ResponseMetadata", "LastModified"}
    assert {k: v for k, v in after.items() if k not in changed} == {k: v for k, v in before.items() if k not in changed}


def test_a_key_can_be_taken_away(functions):
    functions.update_function_configuration(FunctionName="start", KMSKeyArn="arn:aws:kms:us-east-1:111111111111:key/1")
    functions.update_function_configuration(FunctionName="start", KMSKeyArn="")
    assert "KMSKeyArn" not in functions.get_function_configuration(FunctionName="start")


def test_the_architecture_changes_with_the_code(functions):
    functions.update_function_code(FunctionName="start", ZipFile=code(), Architectures=["arm64"], DryRun=True)
    assert functions.get_function_configuration(FunctionName="start")["Architectures"] == ["x86_64"]
    functions.update_function_code(FunctionName="start", ZipFile=code(), Architectures=["arm64"])
    functions.update_function_code(FunctionName="start", ZipFile=code())
    assert functions.get_function_configuration(FunctionName="start")["Architectures"] == ["arm64"]


def invocations(functions):
    told = functions.get_function_event_invoke_config(FunctionName="start")
    return {name: value for name, value in told.items() if name in ("MaximumRetryAttempts", "MaximumEventAgeInSeconds")}


def test_a_second_put_of_the_invocation_settings_replaces_the_first(functions):
    functions.put_function_event_invoke_config(FunctionName="start", MaximumRetryAttempts=1, MaximumEventAgeInSeconds=600)
    functions.put_function_event_invoke_config(FunctionName="start", MaximumRetryAttempts=2)
    assert invocations(functions) == {"MaximumRetryAttempts": 2}


def test_an_update_of_the_invocation_settings_keeps_what_it_does_not_name(functions):
    functions.put_function_event_invoke_config(FunctionName="start", MaximumRetryAttempts=1, MaximumEventAgeInSeconds=600)
    functions.update_function_event_invoke_config(FunctionName="start", MaximumRetryAttempts=0)
    assert invocations(functions) == {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 600}
