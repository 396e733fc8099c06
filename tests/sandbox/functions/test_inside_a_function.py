"""What a function sees of the world: AWS's runtime and its own zip, nothing of this machine."""

from __future__ import annotations

import os

REPORT = """
    import datetime, importlib, os, socket, subprocess, sys, time

    def attempt(what):
        try:
            return what()
        except BaseException as error:
            return f"{type(error).__name__}: {error}"

    def handler(event, context):
        return {
            "environment": dict(os.environ),
            "imports": {name: attempt(lambda: importlib.import_module(name).__name__) for name in event.get("import", [])},
            "connect": {host: attempt(lambda: socket.create_connection((host, 80), 0.2)) for host in event.get("connect", [])},
            "program": attempt(lambda: subprocess.run(["/bin/true"])),
            "shell": attempt(lambda: os.system("true")),
            "path": sys.path,
            "now": [time.time(), datetime.datetime.now(datetime.timezone.utc).isoformat()],
            "context": {name: getattr(context, name) for name in vars(type(context)) | vars(context) if not name.startswith("_")
                        and isinstance(getattr(context, name), str)},
            "left": context.get_remaining_time_in_millis(),
        }
"""

ALWAYS = {
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_EC2_METADATA_DISABLED", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "BOTO_CONFIG",
    "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_FORMAT", "AWS_LAMBDA_LOG_STREAM_NAME",
    "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    "_HANDLER", "_X_AMZN_TRACE_ID", "HOME", "TMPDIR", "PATH", "LANG", "TZ",
}  # fmt: skip


def test_the_environment_holds_what_was_deployed_and_what_aws_adds_and_nothing_of_ours(cloud, monkeypatch):
    for name in ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_ROLE_ARN", "HTTPS_PROXY", "PYTHONPATH", "SECRET_OF_THIS_MACHINE"):
        monkeypatch.setenv(name, "real")
    cloud.deploy(REPORT, Environment={"Variables": {"TABLE": "videos", "AWS_ENDPOINT_URL": "https://elsewhere.example"}}, MemorySize=256)
    seen = cloud.invoke(event={})["environment"]
    assert set(seen) == ALWAYS | {"TABLE"}
    assert seen["TABLE"] == "videos"
    assert seen["AWS_ENDPOINT_URL"] == cloud.endpoint
    assert (seen["AWS_REGION"], seen["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], seen["_HANDLER"]) == ("us-east-1", "256", "app.handler")
    assert seen["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.14"
    assert seen["AWS_CONFIG_FILE"] == seen["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert seen["HOME"] != os.environ.get("HOME")


def test_its_credentials_are_those_of_the_execution_role_in_its_own_account(cloud):
    who = "import boto3\ndef handler(event, context): return boto3.client('sts').get_caller_identity()['Arn']"
    cloud.deploy(who, "asks", account="222222222222")
    assert cloud.invoke("asks", account="222222222222") == "arn:aws:sts::222222222222:assumed-role/runs/asks"


def test_it_imports_what_the_aws_runtime_has_and_nothing_else_of_this_environment(cloud):
    runtime = ["boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six"]
    ours = ["pulumi", "moto", "pytest", "time_machine", "sandbox", "sandbox_worker.imports", "yaml", "requests", "pydantic", "model"]
    cloud.deploy(REPORT)
    imports = cloud.invoke(event={"import": [*runtime, *ours]})["imports"]
    assert {name: imports[name] for name in runtime} == {name: name for name in runtime}
    for name in ours[:5] + ours[6:]:
        assert imports[name] == f"ModuleNotFoundError: No module named '{name}'"


def test_a_package_in_the_zip_wins_over_the_one_of_the_runtime(cloud):
    cloud.deploy("import six\ndef handler(event, context): return six.origin", files={"six.py": "origin = 'zip'"})
    assert cloud.invoke() == "zip"


def test_it_reaches_this_machine_only_and_starts_no_programs(cloud):
    cloud.deploy(REPORT)
    seen = cloud.invoke(event={"connect": ["192.0.2.1", "169.254.169.254", "sts.amazonaws.com"]})
    for host, outcome in seen["connect"].items():
        assert outcome.startswith("OutsideTheSandbox"), (host, outcome)
    assert seen["program"].startswith("OutsideTheSandbox")
    assert seen["shell"].startswith("OutsideTheSandbox")


def test_the_context_object_names_the_function_its_request_and_its_logs(cloud):
    arn = cloud.deploy(REPORT, Timeout=7)
    seen = cloud.invoke(event={})
    context = seen["context"]
    assert context["function_name"] == cloud.name
    assert context["invoked_function_arn"] == arn
    assert context["memory_limit_in_mb"] == "128"
    assert context["function_version"] == "$LATEST"
    assert context["log_group_name"] == f"/aws/lambda/{cloud.name}"
    assert context["log_stream_name"] == seen["environment"]["AWS_LAMBDA_LOG_STREAM_NAME"]
    assert len(context["aws_request_id"]) == 36
    assert 6000 < seen["left"] <= 7000
