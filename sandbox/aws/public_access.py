"""S3 Block Public Access: which bucket policies count as public, and what a bucket's settings forbid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.policy_document import Statement

_NARROWING = {"aws:principalaccount", "aws:principalarn", "aws:sourceaccount", "aws:sourcearn"}
"""Condition keys whose fixed values make a grant to everybody not public (S3 User Guide, "The meaning of public")."""


def is_public(statements: Iterable[Statement]) -> bool:
    """Whether a policy grants something to everybody."""
    return any(statement.allows and "*" in statement.aws and not _narrowed(statement) for statement in statements)


def _narrowed(statement: Statement) -> bool:
    return any(
        condition.key in _NARROWING
        and condition.operator in ("StringEquals", "ArnEquals", "StringLike", "ArnLike")
        and not condition.if_exists
        and not any("*" in value or "?" in value for value in condition.values)
        for condition in statement.conditions
    )


@dataclass(frozen=True, kw_only=True)
class PublicAccessBlock:
    """A bucket's settings; all False when it has none."""

    block_policy: bool = False
    """BlockPublicPolicy: a public bucket policy is refused when it is put."""
    restrict_buckets: bool = False
    """RestrictPublicBuckets: a public policy lets in only the bucket's own account and AWS services."""


def public_access_block(s3: Any, bucket: str) -> PublicAccessBlock:
    """The settings of `bucket`, read with an S3 client of its account."""
    try:
        settings = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    except ClientError:
        return PublicAccessBlock()
    return PublicAccessBlock(
        block_policy=settings.get("BlockPublicPolicy", False),
        restrict_buckets=settings.get("RestrictPublicBuckets", False),
    )
