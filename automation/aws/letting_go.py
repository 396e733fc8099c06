"""Lets data go that was protected: buckets are emptied, tables may be deleted. The engine deletes them afterwards.

Not by an `up` with `protectData: false`: that would make anew all that the first step of a destruction has taken away, and change what
nobody asked to change. Nothing here is needed where data was never protected.
"""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from automation.exits import Exit, Stop

TOGETHER = 1000
"""Versions that S3 deletes in one request."""
TOLD = 10
"""Requests after which it is told how far it is."""
GONE = ("404", "NoSuchBucket", "ResourceNotFoundException")

Tell = Callable[[str], None]


def empty_bucket(session: boto3.Session, name: str, region: str, tell: Tell) -> int:
    """Erases every version and delete marker; says how many. A bucket that is gone is empty. Raises Stop where S3 refuses one."""
    s3, erased = session.client("s3", region_name=region), 0
    try:
        for number, batch in enumerate(_batches(s3, name), 1):
            answer = s3.delete_objects(Bucket=name, Delete={"Objects": batch, "Quiet": True})
            if errors := answer.get("Errors"):
                first = errors[0]
                raise Stop(
                    Exit.PARTLY_DONE,
                    f"{name} keeps {len(errors)} versions, {first['Key']} first: {first['Code']} {first.get('Message', '')}".rstrip(),
                )
            erased += len(batch)
            if number % TOLD == 0:
                tell(f"{name}: {erased} versions erased so far")
    except (ClientError, BotoCoreError) as error:
        if not _is_gone(error):
            raise Stop(Exit.PARTLY_DONE, f"{name} cannot be emptied: {error}") from error
    tell(f"{name}: {erased} versions erased")
    return erased


def allow_deletion(session: boto3.Session, table: str, region: str) -> None:
    """Takes DynamoDB's own protection off. A table that is gone needs none. Raises Stop."""
    dynamodb = session.client("dynamodb", region_name=region)
    try:
        if dynamodb.describe_table(TableName=table)["Table"].get("DeletionProtectionEnabled"):
            dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
            dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 2})
    except (ClientError, BotoCoreError) as error:
        if not _is_gone(error):
            raise Stop(Exit.PARTLY_DONE, f"{table} still refuses to be deleted: {error}") from error


def _batches(s3: Any, name: str) -> Iterator[list[dict[str, str]]]:
    """The first page again and again, until there is none: what follows a version that is gone need not be found by its name."""
    while True:
        page = s3.list_object_versions(Bucket=name, MaxKeys=TOGETHER)
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if not found:
            return
        yield [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]


def _is_gone(error: Exception) -> bool:
    return isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in GONE
