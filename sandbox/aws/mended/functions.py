"""Lambda: moto loses DeadLetterConfig and LoggingConfig, and says yes to updates of other settings without making them.

Of several PutFunctionEventInvokeConfig its first wins for ever, and an update forgets what it does not name.
"""

from __future__ import annotations

from typing import Any

from moto.awslambda.models import LambdaBackend, LambdaFunction

from sandbox.aws.mended.mending import Mend, Method

KEPT = ("DeadLetterConfig", "LoggingConfig")
"""Settings that a stored function has in its attribute `kept_settings`, under these names; a published version keeps its own."""


def _made(original: Method) -> Method:
    def made(self: Any, account_id: str, spec: dict[str, Any], region: str, version: str | int = 1) -> None:
        original(self, account_id, spec, region, version)
        self.kept_settings = {name: spec[name] for name in KEPT if name in spec}

    return made


def _configured(original: Method) -> Method:
    def configured(self: Any, changes: dict[str, Any]) -> Any:
        self.kept_settings = {**self.kept_settings, **{name: changes[name] for name in KEPT if name in changes}}
        if "TracingConfig" in changes:
            self.tracing_config = changes["TracingConfig"]
        if "EphemeralStorage" in changes:
            self.ephemeral_storage = changes["EphemeralStorage"]["Size"]
        if "KMSKeyArn" in changes:
            self.kms_key_arn = changes["KMSKeyArn"] or None
        return original(self, changes)

    return configured


def _coded(original: Method) -> Method:
    def coded(self: Any, change: dict[str, Any]) -> Any:
        if change.get("Architectures") and not change.get("DryRun"):
            self.architectures = change["Architectures"]
        return original(self, change)

    return coded


def _told(original: Method) -> Method:
    def told(self: Any, on_create: bool = False) -> Any:
        configuration = original(self, on_create)
        usual = {"LogFormat": "Text", "LogGroup": self.logs_group_name}
        configuration["LoggingConfig"] = {**usual, **self.kept_settings.get("LoggingConfig", {})}
        if self.kept_settings.get("DeadLetterConfig", {}).get("TargetArn"):
            configuration["DeadLetterConfig"] = self.kept_settings["DeadLetterConfig"]
        return configuration

    return told


def _invocations_put(original: Method) -> Method:
    def put(self: Any, function_name: str, config: dict[str, Any]) -> Any:
        answer = original(self, function_name, config)
        function = self.get_function(function_name)
        function.event_invoke_config = function.event_invoke_config[-1:]
        return answer

    return put


def _invocations_updated(_: Method) -> Method:
    def update(self: Any, function_name: str, config: dict[str, Any]) -> Any:
        before = self.get_function_event_invoke_config(function_name)
        kept = {name: value for name, value in before.items() if name not in ("FunctionArn", "LastModified")}
        return self.put_function_event_invoke_config(function_name, {**kept, **config})

    return update


FUNCTIONS = [
    Mend(owner=LambdaFunction, method="__init__", make=_made),
    Mend(owner=LambdaFunction, method="update_configuration", make=_configured),
    Mend(owner=LambdaFunction, method="update_function_code", make=_coded),
    Mend(owner=LambdaFunction, method="get_configuration", make=_told),
    Mend(owner=LambdaBackend, method="put_function_event_invoke_config", make=_invocations_put),
    Mend(owner=LambdaBackend, method="update_function_event_invoke_config", make=_invocations_updated),
]
