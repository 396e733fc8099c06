"""The environment of a function's process, built from nothing: what was deployed, what AWS adds, what keeps it inside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sandbox.functions.deployed_code import DeployedFunction


def function_environment(
    function: DeployedFunction, *, endpoint: str, credentials: Mapping[str, str], task_root: Path, scratch: Path, log_stream: str
) -> dict[str, str]:
    """Environment variables by name.

    `endpoint` is the sandbox's URL; `credentials` has AccessKeyId, SecretAccessKey, SessionToken of the execution role; `scratch` becomes
    home and temporary folder. What the sandbox sets wins over what was deployed: AWS reserves the same names
    (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
    """
    return {
        **function.environment,
        "_HANDLER": function.handler,
        "LAMBDA_TASK_ROOT": str(task_root),
        "LAMBDA_RUNTIME_DIR": str(task_root),
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": function.version,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": function.log_format,
        "AWS_LAMBDA_LOG_GROUP_NAME": function.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
        **_kept_inside(endpoint, scratch),
    }


def _kept_inside(endpoint: str, scratch: Path) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "BOTO_CONFIG": os.devnull,
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
    }
