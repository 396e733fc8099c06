"""What is deployed as a function: its configuration and its zip.

The one place that reaches into moto's Lambda backend, because no API gives the code back: `get_function` answers with a URL of AWS that
nobody serves. Reading the rest (policy, concurrency, retries, dead-letter target) in the same place saves an HTTP call per event.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends


@dataclass(frozen=True, kw_only=True)
class DeployedFunction:
    """One version of a function, as deployed at this moment."""

    account: str
    """Account that owns it, 12 digits."""
    region: str
    """Its region, e.g. `us-east-1`."""
    name: str
    """Function name, without account or version."""
    version: str
    """`$LATEST` or a published number."""
    arn: str
    """ARN as it was asked for: with the qualifier, if one was given."""
    handler: str
    """`package.module.function`."""
    runtime: str
    """E.g. `python3.14`; empty for images."""
    role: str
    """ARN of the execution role."""
    timeout: int
    """Time limit of one invocation, seconds."""
    memory: int
    """MB; handed to the function, not enforced."""
    environment: Mapping[str, str]
    """Deployed environment variables."""
    code: bytes
    """The zip."""
    code_digest: str
    """SHA-256 of the zip, hex."""
    package_type: str = "Zip"
    """`Zip` or `Image`."""
    layers: tuple[str, ...] = ()
    """ARNs of layer versions."""
    reserved_concurrency: int | None = None
    """Invocations that may run at the same time; None = no reservation, 0 = switched off."""
    dead_letter_arn: str = ""
    """Queue or topic for events that failed for good; empty = none."""
    retry_attempts: int = 2
    """Further attempts for an asynchronous event, 0 to 2. AWS's default is 2."""
    failure_arn: str = ""
    """On-failure destination of asynchronous events; empty = none."""
    success_arn: str = ""
    """On-success destination of asynchronous events; empty = none."""
    log_group: str = ""
    """CloudWatch log group."""
    log_format: str = "Text"
    """`Text` or `JSON`."""
    policy: Mapping[str, Any] | None = None
    """Resource policy: who may invoke it."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever a process that runs the function would have to be made anew."""
        made_of = [self.code_digest, self.handler, self.runtime, self.role, self.timeout, self.memory, sorted(self.environment.items())]
        return hashlib.sha256(json.dumps([*made_of, self.log_group, self.log_format]).encode()).hexdigest()


def deployed_function(account: str, region: str, name: str, qualifier: str | None = None) -> DeployedFunction | None:
    """The function of that name (not an ARN) in an account and region; None when there is none, or no such version or alias."""
    try:
        stored = lambda_backends[account][region].get_function(name, qualifier)
    except UnknownFunctionException:
        return None
    return _as_deployed(stored, account, region, qualifier)


def _as_deployed(stored: Any, account: str, region: str, qualifier: str | None) -> DeployedFunction:
    bare = f"arn:aws:lambda:{region}:{account}:function:{stored.function_name}"
    version = "$LATEST" if stored.function_arn == bare else str(stored.version)
    retries = _invoke_settings(stored)
    settings = stored.kept_settings
    destinations = retries.get("DestinationConfig") or {}
    return DeployedFunction(
        account=account,
        region=region,
        name=stored.function_name,
        version=version,
        arn=f"{bare}:{qualifier}" if qualifier else bare,
        handler=stored.handler or "",
        runtime=stored.run_time or "",
        role=stored.role,
        timeout=int(stored.timeout or 3),
        memory=int(stored.memory_size or 128),
        environment=dict(stored.environment_vars or {}),
        code=getattr(stored, "code_bytes", b""),
        code_digest=base64.b64decode(stored.code_sha_256).hex() if stored.package_type == "Zip" else "",
        package_type=stored.package_type,
        layers=tuple(layer["Arn"] for layer in stored.layers),
        reserved_concurrency=None if stored.reserved_concurrency is None else int(stored.reserved_concurrency),
        dead_letter_arn=settings.get("DeadLetterConfig", {}).get("TargetArn", ""),
        retry_attempts=int(retries.get("MaximumRetryAttempts", 2)),
        failure_arn=(destinations.get("OnFailure") or {}).get("Destination", ""),
        success_arn=(destinations.get("OnSuccess") or {}).get("Destination", ""),
        log_group=settings.get("LoggingConfig", {}).get("LogGroup") or stored.logs_group_name,
        log_format=settings.get("LoggingConfig", {}).get("LogFormat", "Text"),
        policy=_policy(stored),
    )


def _invoke_settings(stored: Any) -> dict[str, Any]:
    settings: list[Any] = stored.event_invoke_config
    return dict(settings[0].config) if settings else {}


def _policy(stored: Any) -> dict[str, Any] | None:
    statements = [statement for statement in stored.policy.statements if statement]
    return {"Version": "2012-10-17", "Statement": statements} if statements else None
