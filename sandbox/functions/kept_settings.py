"""Settings of functions that moto forgets: they are kept beside its function, and told wherever a configuration is told."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest
from sandbox.functions.address import Address
from sandbox.functions.deployed_code import keep, kept

_DEFAULTS = {"LoggingConfig": {"LogFormat": "Text"}}
"""What AWS tells where nothing was set."""
SETTINGS = ("DeadLetterConfig", "LoggingConfig")
"""What moto loses."""

_TELLING = ("GetFunction", "GetFunctionConfiguration", "UpdateFunctionCode", "PublishVersion", "ListFunctions", "ListVersionsByFunction")
_SETTING = ("CreateFunction", "UpdateFunctionConfiguration")


class KeptSettings:
    """The stand-in around the calls that set or tell a function's configuration."""

    def __init__(self, gate: Gate) -> None:
        gate.stand_in("lambda", _SETTING, self._set)
        gate.stand_in("lambda", _TELLING, _tell)

    def _set(self, request: AwsRequest, forward: Forward) -> Response:
        response = forward(request)
        if response.status_code < 400:
            document = request.json()
            address = Address.of(json.loads(response.get_data())["FunctionArn"])
            for name in SETTINGS:
                if name in document:
                    keep(address.account, address.region, address.name, name, document[name])
        return _told(response)


def _tell(request: AwsRequest, forward: Forward) -> Response:
    return _told(forward(request))


def _told(response: Response) -> Response:
    """The answer with what was kept in every configuration that it holds."""
    if response.status_code < 400:
        document = json.loads(response.get_data())
        for configuration in [document, document.get("Configuration", {}), *document.get("Functions", []), *document.get("Versions", [])]:
            if "FunctionArn" in configuration:
                configuration.update(_settings(configuration))
        response.set_data(json.dumps(document))
    return response


def _settings(configuration: dict[str, Any]) -> dict[str, Any]:
    address = Address.of(configuration["FunctionArn"])
    group = {"LogGroup": f"/aws/lambda/{address.name}"}
    found = kept(address.account, address.region, address.name)
    told = {"LoggingConfig": {**group, **_DEFAULTS["LoggingConfig"], **found.get("LoggingConfig", {})}}
    if found.get("DeadLetterConfig", {}).get("TargetArn"):
        told["DeadLetterConfig"] = found["DeadLetterConfig"]
    return told
