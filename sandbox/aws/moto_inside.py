"""Every place that reaches inside moto, each with the reason why the wire is not enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from moto.awslambda.models import LambdaBackend
from moto.dynamodb.models.table import Table
from moto.events.models import Rule
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.s3.models import s3_backends
from moto.sqs.models import Queue
from moto.sts.models import sts_backends
from werkzeug.test import Client

from sandbox.aws import worked_out_once  # noqa: F401

PARTITION = "aws"

__all__ = [
    "MotoRequestHandler",
    "access_key",
    "bucket_owner",
    "cut_deliveries",
    "expiry_of",
    "forget_everything",
    "moto_application",
    "session_of",
    "user_arn",
]


@cache
def moto_application() -> DomainDispatcherApplication:
    """moto's WSGI application for all services; one a process, because it holds no state and its URL maps take long to build."""
    return DomainDispatcherApplication(create_backend_app)


def access_key(key_id: str) -> tuple[str, Any] | None:
    """(account, key) of an access key, of a user or of a session: no API call tells a service whose key signed a request."""
    for account, by_partition in list(iam_backends.items()):
        key = by_partition[PARTITION].access_keys.get(key_id)
        if key is not None:
            return account, key
    return None


def session_of(account: str, key_id: str) -> Any | None:
    """The assumed-role session that temporary credentials belong to: likewise."""
    return sts_backends[account][PARTITION].get_assumed_role_from_access_key(key_id)


def user_arn(account: str, name: str) -> str:
    """ARN of an IAM user, with its path."""
    return str(iam_backends[account][PARTITION].users[name].arn)


def expiry_of(session: Any) -> datetime:
    """When an assumed-role session ends, with zone UTC: moto keeps it without a zone."""
    expiration: datetime = session.expiration
    return expiration if expiration.tzinfo else expiration.replace(tzinfo=UTC)


def forget_everything() -> None:
    """A server in a test's process starts empty, as a process of its own would: moto's state is the process's."""
    Client(moto_application()).post("/moto-api/reset")


def bucket_owner(bucket: str) -> str | None:
    """Account that owns a bucket, None where there is none: S3's API does not tell it, and another account could not ask."""
    found = s3_backends.bucket_accounts.get(bucket)
    return str(found[1]) if found else None


def _nothing(*_: object, **__: object) -> None:
    """In place of a delivery."""


def cut_deliveries() -> Callable[[], None]:
    """Stop moto from delivering events by itself, and return what undoes that. The pump delivers instead.

    - A rule's targets: moto lets disabled rules fire, and a rule with only a schedule gets every event.
    - Event source mappings: moto runs the function inside SendMessage or PutItem, in a container. The mappings stay readable.
    - Topics and log groups that lead to functions: likewise in a container.
    """
    nowhere = property(lambda _: {}, lambda _, __: None)
    cuts: list[tuple[type, str, Any]] = [
        (Rule, "send_to_targets", _nothing),
        (Queue, "lambda_event_source_mappings", nowhere),
        (Table, "lambda_event_source_mappings", nowhere),
        (LambdaBackend, "send_sns_message", _nothing),
        (LambdaBackend, "send_log_event", _nothing),
    ]
    before = [(owner, name, owner.__dict__.get(name)) for owner, name, _ in cuts]
    for owner, name, instead in cuts:
        setattr(owner, name, instead)

    def undo() -> None:
        for owner, name, original in before:
            if original is None:
                delattr(owner, name)
            else:
                setattr(owner, name, original)

    return undo
