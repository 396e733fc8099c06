"""Invoke over the wire: answers, failures, logs and metrics as AWS gives them."""

from __future__ import annotations

import base64
import datetime
import json
import time

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.functions.deploying import zipped


def failure(cloud, event=None):
    answer = cloud.client("lambda").invoke(FunctionName=cloud.name, Payload=json.dumps(event).encode())
    assert answer["StatusCode"] == 200
    assert answer["FunctionError"] == "Unhandled"
    return json.loads(answer["Payload"].read())


def refusal(call, **parameters):
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return refused.value.response


def test_a_function_gets_its_event_and_its_answer_comes_back(cloud):
    cloud.deploy("def handler(event, context): return {'twice': event['n'] * 2, 'text': 'Grüße'}")
    answer = cloud.client("lambda").invoke(FunctionName=cloud.name, Payload=b'{"n": 21}')
    assert json.loads(answer["Payload"].read()) == {"twice": 42, "text": "Grüße"}
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert "FunctionError" not in answer


def test_a_function_is_found_by_name_partial_arn_and_arn(cloud):
    arn = cloud.deploy("def handler(event, context): return context.invoked_function_arn")
    for name in (cloud.name, f"111111111111:function:{cloud.name}", arn):
        assert cloud.invoke(name) == arn


def test_a_published_version_keeps_running_its_own_code(cloud):
    arn = cloud.deploy("def handler(event, context): return 'first'")
    cloud.client("lambda").publish_version(FunctionName=cloud.name)
    cloud.client("lambda").update_function_code(
        FunctionName=cloud.name, ZipFile=zipped({"app.py": "def handler(event, context): return 'second'"})
    )
    assert cloud.invoke() == "second"
    answer = cloud.client("lambda").invoke(FunctionName=cloud.name, Qualifier="1")
    assert (json.loads(answer["Payload"].read()), answer["ExecutedVersion"]) == ("first", "1")
    assert cloud.invoke(f"{arn}:1") == "first"


def test_an_exception_comes_back_with_type_message_and_stack(cloud):
    cloud.deploy("def handler(event, context):\n    raise ValueError('no such video')")
    error = failure(cloud)
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "no such video")
    assert len(error["stackTrace"]) == 1
    assert "app.py" in error["stackTrace"][0]
    assert "raise ValueError" in error["stackTrace"][0]


@pytest.mark.parametrize(
    ("code", "handler", "kind", "message"),
    [
        (
            "import no_such_package",
            "app.handler",
            "Runtime.ImportModuleError",
            "module 'app': No module named 'no_such_package'",
        ),
        ("x = 1", "app.handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"),
        ("def (", "app.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app': "),
        ("raise KeyError('TABLE')", "app.handler", "KeyError", "'TABLE'"),
        ("def handler(event, context): return {1, 2}", "app.handler", "Runtime.MarshalError", "Unable to marshal response: "),
        ("def handler(event, context): raise SystemExit(4)", "app.handler", "Runtime.ExitError", "exited with error: exit status 4"),
        ("import os\ndef handler(event, context): os.kill(os.getpid(), 9)", "app.handler", "Runtime.ExitError", "signal: SIGKILL"),
        ("x = 1", "handler", "Runtime.MalformedHandlerName", "Bad handler 'handler'"),
    ],
)
def test_failures_have_the_names_that_aws_gives_them(cloud, code, handler, kind, message):
    cloud.deploy(code, Handler=handler)
    error = failure(cloud)
    assert error["errorType"] == kind
    assert message in error["errorMessage"]


def test_a_function_that_failed_hard_works_again_for_the_next_event(cloud):
    cloud.deploy("import os\ndef handler(event, context):\n    if event: os._exit(1)\n    return 'fine'")
    failure(cloud, event=1)
    assert cloud.invoke(event=0) == "fine"


def test_the_time_limit_is_kept_even_against_a_busy_loop(cloud):
    cloud.deploy("def handler(event, context):\n    print('begun')\n    while True: pass", Timeout=1)
    began = time.monotonic()
    error = failure(cloud)
    assert 1 <= time.monotonic() - began < 4
    assert error["errorType"] == "Sandbox.Timedout"
    assert error["errorMessage"].endswith("Task timed out after 1.00 seconds")
    assert "begun" in cloud.lines()


def test_the_end_of_the_log_comes_back_when_asked_for(cloud):
    cloud.deploy(
        "import sys\ndef handler(event, context):\n    print('one')\n    print('two', file=sys.stderr)\n    print('three', end='')"
    )
    answer = cloud.client("lambda").invoke(FunctionName=cloud.name, LogType="Tail")
    lines = base64.b64decode(answer["LogResult"]).decode().splitlines()
    assert [line for line in lines if line in ("one", "two", "three")] == ["one", "two", "three"]
    assert lines[-1].startswith("REPORT RequestId: ")
    assert "LogResult" not in cloud.client("lambda").invoke(FunctionName=cloud.name)


def test_lines_reach_the_log_group_in_order_with_aws_frame_around_them(cloud):
    cloud.deploy("import logging\ndef handler(event, context):\n    print('printed')\n    logging.getLogger().error('logged')")
    cloud.invoke()
    lines = cloud.lines()
    kinds = [line.split(" ")[0] for line in lines]
    assert kinds[0] == "INIT_START"
    assert kinds[1:3] == ["START", "printed"]
    assert lines[3].startswith("[ERROR]\t")
    assert lines[3].endswith("\tlogged")
    assert kinds[4:] == ["END", "REPORT"]


def test_a_log_group_that_does_not_exist_is_not_made(cloud):
    cloud.deploy("def handler(event, context): print('unheard')", logged=False)
    cloud.invoke()
    assert cloud.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{cloud.name}")["logGroups"] == []


EMBEDDED = """
    import json, time
    def handler(event, context):
        directive = {"Namespace": "ClientEnvironment", "Dimensions": [["Client"], []], "Metrics": [{"Name": "VideosHeld", "Unit": "Count"}]}
        about = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
        print(json.dumps({"_aws": about, "Client": "acme", "VideosHeld": [1, 2]}))
        print('{"_aws": "not a metric"}')
"""


def total(cloud, namespace, metric, **dimensions):
    now = datetime.datetime.now(datetime.UTC)
    hour = datetime.timedelta(hours=1)
    wanted = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace=namespace, MetricName=metric, Dimensions=wanted, StartTime=now - hour, EndTime=now + hour, Period=7200, Statistics=["Sum"]
    )
    return sum(point["Sum"] for point in found["Datapoints"])


def test_embedded_metrics_in_the_log_become_metrics(cloud):
    cloud.deploy(EMBEDDED)
    cloud.invoke()
    assert total(cloud, "ClientEnvironment", "VideosHeld", Client="acme") == 3


def test_invocations_and_errors_are_counted_as_lambda_does(cloud):
    cloud.deploy("def handler(event, context): return 1 / event")
    cloud.invoke(event=1)
    failure(cloud, event=0)
    assert total(cloud, "AWS/Lambda", "Invocations", FunctionName=cloud.name) == 2
    assert total(cloud, "AWS/Lambda", "Errors", FunctionName=cloud.name) == 1


def test_a_dry_run_checks_and_runs_nothing(cloud):
    cloud.deploy("def handler(event, context): print('ran')")
    assert cloud.client("lambda").invoke(FunctionName=cloud.name, InvocationType="DryRun")["StatusCode"] == 204
    assert cloud.lines() == []


def test_an_unknown_function_is_not_found(cloud):
    response = refusal(cloud.client("lambda").invoke, FunctionName="nobody")
    assert response["Error"]["Code"] == "ResourceNotFoundException"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert "arn:aws:lambda:us-east-1:111111111111:function:nobody" in response["Error"]["Message"]


def test_an_event_that_is_no_json_is_refused(cloud):
    cloud.deploy("def handler(event, context): pass")
    assert (
        refusal(cloud.client("lambda").invoke, FunctionName=cloud.name, Payload=b"{nope")["Error"]["Code"]
        == "InvalidRequestContentException"
    )


def test_a_role_that_trusts_lambda_no_longer_is_not_assumed(cloud):
    cloud.deploy("def handler(event, context): pass", Role=cloud.role("changed"))
    ec2_only = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [ec2_only]}
    cloud.client("iam").update_assume_role_policy(RoleName="changed", PolicyDocument=json.dumps(trust))
    error = refusal(cloud.client("lambda").invoke, FunctionName=cloud.name)["Error"]
    assert error["Code"] == "AccessDeniedException"
    assert "cannot be assumed by Lambda" in error["Message"]
    assert "role/changed" in error["Message"]


def test_what_the_sandbox_cannot_run_is_refused_by_name(cloud):
    cloud.deploy("exports.handler = 1", Runtime="nodejs22.x")
    error = refusal(cloud.client("lambda").invoke, FunctionName=cloud.name)["Error"]
    assert error["Code"] == "SandboxUnsupported"
    assert "nodejs22.x" in error["Message"]
