"""The AWS side of a provider: which account it reaches, with which credentials."""

import json
import threading
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.client import BaseClient
from botocore.config import Config

from sandbox import models_read_once  # noqa: F401


class WrongAccount(Exception):
    """The credentials belong to an account that the provider may not touch."""


JSON_INPUTS = ("assumeRoles", "allowedAccountIds", "defaultTags")
"""Provider inputs that are not plain strings travel as JSON text."""


class ProviderAccount:
    """The account behind one provider. Roles are assumed and the account is checked on first use, so that a preview needs neither."""

    def __init__(self, provider_inputs: Mapping[str, Any], endpoint: str, session: boto3.Session | None = None) -> None:
        self.inputs = {key: _decoded(key, value) for key, value in provider_inputs.items()}
        self.endpoint = endpoint
        self._session = session
        self._clients: dict[tuple[str, str | None], BaseClient] = {}
        self._lock = threading.RLock()
        self._ready = False

    def client(self, service: str, region: str | None = None) -> BaseClient:
        """A client in the region, by default the provider's own. Raises WrongAccount before the first call that could change anything."""
        with self._lock:  # making a client is not thread-safe; using one is
            self._enter()
            if (service, region) not in self._clients:
                self._clients[service, region] = self._make(service, region)
            return self._clients[service, region]

    @property
    def default_tags(self) -> dict[str, str]:
        return dict((self.inputs.get("defaultTags") or {}).get("tags") or {})

    @property
    def region(self) -> str:
        return str(self.inputs.get("region") or "us-east-1")

    def _enter(self) -> None:
        if self._ready:
            return
        self._session = self._session or boto3.Session(region_name=self.region)
        for role in self.inputs.get("assumeRoles") or []:
            self._session = self._assumed(role)
        allowed = self.inputs.get("allowedAccountIds") or []
        caller = self._make("sts").get_caller_identity()
        if allowed and caller["Account"] not in allowed:
            raise WrongAccount(
                f"This stack belongs in account {', '.join(allowed)}, but these credentials are for {caller['Account']} ({caller['Arn']}). "
                "Nothing was changed. Log in to the right account, or set `clientenv:accountId`."
            )
        self._ready = True

    def _assumed(self, role: Mapping[str, Any]) -> boto3.Session:
        external_id = _either(role, "externalId", "external_id")
        keys = self._make("sts").assume_role(
            RoleArn=_either(role, "roleArn", "role_arn"),
            RoleSessionName=_either(role, "sessionName", "session_name") or "clientenv",
            **({"ExternalId": external_id} if external_id else {}),
        )["Credentials"]
        return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], self.region)

    def _make(self, service: str, region: str | None = None) -> BaseClient:
        assert self._session is not None
        path_style = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 2})
        return self._session.client(service, region_name=region or self.region, endpoint_url=self.endpoint, config=path_style)


def _either(mapping: Mapping[str, Any], camel: str, snake: str) -> Any:
    """Plain dicts given as `assume_roles` reach the provider with the keys that the program wrote."""
    return mapping.get(camel) or mapping.get(snake)


def _decoded(key: str, value: Any) -> Any:
    return json.loads(value) if key in JSON_INPUTS and isinstance(value, str) else value
