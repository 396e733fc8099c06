from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request

import pytest
from botocore.exceptions import ClientError

OWN = "111111111111"


@pytest.mark.parametrize(
    ("service", "call", "parameters", "named"),
    [
        ("ce", "get_tags", {"TimePeriod": {"Start": "2026-10-01", "End": "2026-11-01"}}, "ce:GetTags"),
        ("cloudwatch", "put_anomaly_detector", {}, "monitoring:PutAnomalyDetector"),
        ("iam", "simulate_principal_policy", {"PolicySourceArn": "arn:aws:iam::1:user/user", "ActionNames": ["s3:Get"]}, "iam:Simulate"),
        ("ec2", "describe_ipams", {}, "ec2:DescribeIpams"),
        ("lambda", "list_code_signing_configs", {}, "lambda:ListCodeSigningConfigs"),
        ("cloudfront", "list_cache_policies", {}, "cloudfront:ListCachePolicies"),
        ("cur", "describe_report_definitions", {}, "cur:DescribeReportDefinitions"),
        (
            "ce",
            "get_cost_forecast",
            {"TimePeriod": {"Start": "a", "End": "b"}, "Metric": "x", "Granularity": "DAILY"},
            "ce:GetCostForecast",
        ),
    ],
)
def test_what_moto_cannot_do_is_a_named_error_in_every_protocol_and_is_remembered(aws, service, call, parameters, named):
    with pytest.raises(ClientError) as refused:
        getattr(aws.client(service), call)(**parameters)
    error = refused.value.response
    assert error["Error"]["Code"] == "SandboxUnsupported"
    assert named in error["Error"]["Message"]
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
    (seen,) = aws.admin("GET", "unsupported")["refused"]
    assert (named in seen["message"], seen["times"]) == (True, 1)


def test_a_bucket_or_key_that_is_missing_is_still_awss_error(aws):
    s3 = aws.client("s3")
    with pytest.raises(ClientError, match="NoSuchBucket"):
        s3.get_object(Bucket="nothing", Key="a")
    with pytest.raises(ClientError, match="404"):
        s3.head_bucket(Bucket="nothing")


def test_an_unsigned_call_is_refused(aws):
    request = urllib.request.Request(aws.endpoint, data=b"{}", headers={"X-Amz-Target": "AWSCognitoIdentityProviderService.ListUserPools"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert json.load(refused.value)["__type"] == "MissingAuthenticationToken"


def test_a_client_cannot_choose_its_account_by_header(aws):
    sqs = aws.client("sqs")
    sqs.meta.events.register("before-sign.sqs", lambda request, **_: request.headers.add_header("x-moto-account-id", "222222222222"))
    sqs.create_queue(QueueName="mine")
    assert "QueueUrls" not in aws.client("sqs", "222222222222").list_queues()


def test_a_preflight_needs_no_signature(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="films")
    rule = {"AllowedMethods": ["PUT"], "AllowedOrigins": ["https://acme.example"]}
    s3.put_bucket_cors(Bucket="films", CORSConfiguration={"CORSRules": [rule]})
    headers = {"Origin": "https://acme.example", "Access-Control-Request-Method": "PUT"}
    answer = urllib.request.urlopen(urllib.request.Request(f"{aws.endpoint}/films/a", method="OPTIONS", headers=headers))
    assert answer.status == 200


def test_an_inactive_key_is_refused(aws):
    keys = aws.admin("POST", f"accounts/{OWN}")
    aws.client("iam").update_access_key(UserName="admin", AccessKeyId=keys["AccessKeyId"], Status="Inactive")
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        aws.client("sts", keys=keys).get_caller_identity()


def test_a_body_of_unknown_length_arrives_whole(aws):
    s3, keys = aws.client("s3"), aws.admin("POST", f"accounts/{OWN}")
    s3.create_bucket(Bucket="films")
    scope = f"{keys['AccessKeyId']}/20250101/us-east-1/s3/aws4_request"
    headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0", "Transfer-Encoding": "chunked"}
    connection = http.client.HTTPConnection("127.0.0.1", aws.running.port)
    connection.request("PUT", "/films/a", iter([b"a" * 70_000, b"b" * 10]), headers, encode_chunked=True)
    assert connection.getresponse().status == 200
    assert s3.get_object(Bucket="films", Key="a")["Body"].read() == b"a" * 70_000 + b"b" * 10


def test_listeners_hear_of_successes_only(aws):
    heard = []
    aws.running.aws.gate.on(lambda request, _: heard.append((request.service, request.action, request.caller.arn)))
    sqs = aws.client("sqs")
    sqs.create_queue(QueueName="q")
    with pytest.raises(ClientError):
        sqs.get_queue_url(QueueName="nothing")
    assert [call for call in heard if call[0] == "sqs"] == [("sqs", "CreateQueue", f"arn:aws:iam::{OWN}:user/admin")]


def test_an_action_has_one_stand_in(aws):
    gate = aws.running.aws.gate
    gate.stand_in("lambda", "Invoke", lambda request, forward: forward(request))
    with pytest.raises(ValueError, match="lambda:Invoke"):
        gate.stand_in("lambda", "Invoke", lambda request, forward: forward(request))


@pytest.mark.parametrize(("call", "parameters", "answered"), [("list_topics", {}, True), ("create_topic", {"Name": "new"}, False)])
def test_a_read_that_meets_a_write_is_asked_again_and_a_write_is_not(aws, monkeypatch, call, parameters, answered):
    sns, gate, asked = aws.client("sns"), aws.running.aws.gate, []
    moto = gate._moto

    def busy(environ, start_response):
        asked.append(environ)
        if len(asked) < 3:
            raise RuntimeError("dictionary changed size during iteration")
        return moto(environ, start_response)

    monkeypatch.setattr(gate, "_moto", busy)
    if answered:
        assert getattr(sns, call)(**parameters)["Topics"] == []
    else:
        with pytest.raises(ClientError, match="SandboxUnsupported"):
            getattr(sns, call)(**parameters)
    assert len(asked) == (3 if answered else 1)


def test_a_fault_of_an_extension_is_an_answer_and_not_a_retry(aws):
    def broken(request, forward):
        raise KeyError("pump")

    aws.running.aws.gate.stand_in("lambda", "Invoke", broken)
    with pytest.raises(ClientError, match="SandboxFault"):
        aws.client("lambda").invoke(FunctionName="f")


def test_invoking_a_function_without_the_part_that_runs_it_is_refused(aws):
    with pytest.raises(ClientError, match="no part that runs functions"):
        aws.client("lambda").invoke(FunctionName="f")


def test_the_journal_tells_who_called_what_and_how_it_ended(aws):
    aws.client("s3").create_bucket(Bucket="films")
    with pytest.raises(ClientError):
        aws.client("s3", "222222222222").list_objects_v2(Bucket="films")
    with pytest.raises(ClientError):
        aws.client("s3", keys={"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x"}).list_buckets()
    calls = [
        (call["principal"], call["account"], call["action"], call["status"], call["error"]) for call in aws.admin("GET", "calls")["calls"]
    ]
    assert calls == [
        (f"arn:aws:iam::{OWN}:user/admin", OWN, "CreateBucket", 200, ""),
        ("arn:aws:iam::222222222222:user/admin", "222222222222", "ListObjectsV2", 403, "AccessDenied"),
        ("", "", "", 403, "InvalidAccessKeyId"),
    ]


def test_an_unknown_path_of_the_sandbox_says_so(aws):
    assert aws.admin("GET", "nothing")["error"] == "NotFound"
    assert aws.admin("GET", "accounts/111111111111")["error"] == "Method Not Allowed"


def test_a_part_can_add_its_own_paths(aws):
    aws.running.aws.admin.add("POST", "pump/<name>", lambda path, body: {"name": path["name"], "body": body})
    assert aws.admin("POST", "pump/x", {"a": 1}) == {"name": "x", "body": {"a": 1}}


def test_the_clock_goes_forward_and_never_back(aws):
    from datetime import datetime

    before = datetime.fromisoformat(aws.admin("GET", "clock")["now"])
    after = datetime.fromisoformat(aws.admin("POST", "clock", {"forward_seconds": 86400})["now"])
    assert 86400 <= (after - before).total_seconds() < 86410
    aws.client("s3").create_bucket(Bucket="films")
    assert aws.client("s3").list_buckets()["Buckets"][0]["CreationDate"] >= after.replace(microsecond=0)
    assert aws.admin("POST", "clock", {"forward_seconds": -1})["error"] == "ValidationError"
