"""An environment's own bucket: what its client may see of billing, where the environment's web page reads it.

billing/statement.{json,html}                the month so far, written over every day
billing/statements/2026-10.{json,html}       the same by month; the last of a month stays
billing/documents/INV-2026-000001.{json,html,pdf}   final, never written over

The role may put objects there and see none. So a final document is put on condition that none of that name is there, and a statement
without asking: the same bytes twice are two versions, of which the bucket forgets the older one.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from billing.delivery.report_bucket import CONTENT_TYPES, HASH
from billing.ledger.register import RegisteredStack
from billing.sources.reader_role import ReaderRole
from model.outputs import BILLING_PREFIX

DOCUMENTS = f"{BILLING_PREFIX}documents/"
STATEMENT = re.compile(r"statements/(?P<month>[0-9]{4}-[0-9]{2})/(?P<client>[^/]+)\.(?P<form>json|html)")
DOCUMENT = re.compile(r"documents/[0-9]{4}/(?P<name>(INV|CN)-[0-9]{4}-[0-9]{6}\.(json|html|pdf))")
THERE = frozenset({"PreconditionFailed", "412"})
"""How S3 says that an object of that name is there."""


class CannotPush(RuntimeError):
    """One environment did not take its files; those before the one that is named are there."""


class EnvironmentBuckets:
    """The buckets of all environments. Takes billing's own session and the ExternalIds by stack."""

    def __init__(self, session: boto3.Session, external_ids: Mapping[str, str]) -> None:
        self._session, self._external_ids = session, external_ids

    def push(self, stack: RegisteredStack, files: Mapping[str, bytes]) -> None:
        """Puts files, named as in the report bucket, into the environment's bucket; done again, final documents stay as they are.

        Raises CannotPush naming stack and remedy, ValueError before anything is put where a file is not for this client.
        """
        objects = [(key, content) for name, content in files.items() for key in keys_of(name, stack.outputs.slug)]
        arn, region, bucket = stack.outputs.usage_reader_role_arn, stack.outputs.home_region, stack.outputs.results_bucket
        role = ReaderRole(stack=stack.stack, arn=arn, external_id=self._external_ids.get(stack.stack))
        try:
            s3 = role.session(self._session, region).client("s3", region_name=region)
            for key, content in objects:
                _put(s3, bucket, key, content)
        except ClientError as error:
            raise CannotPush(role.refusal(error, _remedy(stack.stack, bucket, error))) from error
        except BotoCoreError as error:
            raise CannotPush(f"{stack.stack}: {bucket} in {region} cannot be reached: {error} Run the command again.") from error


def keys_of(name: str, client: str) -> Iterator[str]:
    """Where a file of the report bucket lies in the bucket of an environment of that client (its slug).

    Raises ValueError for what is no statement of the client and no final document: reports and drafts are the operator's own.
    """
    if document := DOCUMENT.fullmatch(name):
        yield f"{DOCUMENTS}{document['name']}"
    elif (statement := STATEMENT.fullmatch(name)) and statement["client"] == client:
        yield f"{BILLING_PREFIX}statements/{statement['month']}.{statement['form']}"
        yield f"{BILLING_PREFIX}statement.{statement['form']}"
    else:
        raise ValueError(f"{name} is neither a statement of {client} nor a final document: it does not leave the report bucket.")


def _put(s3: Any, bucket: str, key: str, content: bytes) -> None:
    unless_there = {"IfNoneMatch": "*"} if key.startswith(DOCUMENTS) else {}
    kind, digest = CONTENT_TYPES[key.rpartition(".")[2]], sha256(content).hexdigest()
    try:
        s3.put_object(
            Bucket=bucket, Key=key, Body=content, ContentType=kind, Metadata={HASH: digest}, ChecksumAlgorithm="SHA256", **unless_there
        )
    except ClientError as error:
        if not unless_there or error.response["Error"]["Code"] not in THERE:
            raise


def _remedy(stack: str, bucket: str, error: ClientError) -> str:
    if error.response["Error"]["Code"] == "NoSuchBucket":
        return f"There is no bucket {bucket}. Is the environment still there? `pulumi up -s {stack}`, then `pulumi up -C billing`."
    return f"`pulumi up -s {stack}` with this version lets it put objects under {BILLING_PREFIX} of {bucket}. Then run the command again."
