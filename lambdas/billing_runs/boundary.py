"""The only door to the outside: AWS and the clock. Tests put another one in its place."""

import json
import os
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

import boto3
from botocore.config import Config

from billing.ledger.ledger import Ledger
from billing.runs.aws_sources import AwsSources
from billing.runs.run import Run
from billing.settings import BillingSettings
from billing.settings_record import from_record

RETRIES = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=60)


class Boundary:
    """Clients are made on first use and kept as long as the process."""

    @cached_property
    def session(self) -> Any:
        return boto3.Session()

    @cached_property
    def s3(self) -> Any:
        return self.session.client("s3", config=RETRIES)

    @cached_property
    def ce(self) -> Any:
        """Cost Explorer is in us-east-1 whatever the region of the function."""
        return self.session.client("ce", region_name="us-east-1", config=RETRIES)

    @cached_property
    def caller(self) -> str:
        """Who runs, as AWS names it: what the ledger notes beside every change."""
        return str(self.session.client("sts", config=RETRIES).get_caller_identity()["Arn"])

    def now(self) -> datetime:
        return datetime.now(UTC)

    def settings(self) -> BillingSettings:
        """Read anew for each run: `pulumi up` writes them."""
        found = self.s3.get_object(Bucket=os.environ["REPORT_BUCKET"], Key=os.environ["SETTINGS_KEY"])
        return from_record(json.loads(found["Body"].read()))

    def run(self) -> Run:
        """A run at this moment."""
        settings = self.settings()
        dynamodb = self.session.client("dynamodb", config=RETRIES)
        return Run(
            settings=settings,
            ledger=Ledger(dynamodb, os.environ["LEDGER_TABLE"], seller=settings.payer_account_id),
            sources=AwsSources(self.session, settings),
            by=self.caller,
            at=self.now(),
        )

    def keep(self, key: str, content: bytes, content_type: str) -> None:
        """A document in the report bucket; one of that name gets another version."""
        self.s3.put_object(Bucket=os.environ["REPORT_BUCKET"], Key=key, Body=content, ContentType=content_type)


@cache
def current() -> Boundary:
    """The one of this process."""
    return Boundary()
