"""The account that a client speaks for, for the few services that want to hear it in every call."""

import threading

import boto3
from botocore.client import BaseClient

_KNOWN: dict[tuple[str, str], str] = {}
_LOCK = threading.Lock()


def own_account(aws: BaseClient) -> str:
    """Twelve digits. Asks STS once for each access key and endpoint."""
    keys, endpoint = aws._get_credentials().get_frozen_credentials(), aws.meta.endpoint_url
    with _LOCK:
        if (keys.access_key, endpoint) not in _KNOWN:
            session = boto3.Session(keys.access_key, keys.secret_key, keys.token, aws.meta.region_name)
            _KNOWN[keys.access_key, endpoint] = session.client("sts", endpoint_url=endpoint).get_caller_identity()["Account"]
        return _KNOWN[keys.access_key, endpoint]
