"""The only door to the outside: AWS and the clock. Tests put another one in its place."""

import os
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

import boto3

from billing.delivery.environment_bucket import EnvironmentBuckets
from billing.runs.daily import Push
from billing.runs.opening import OpenRun, Place, open_run
from billing.settings import BillingSettings
from model.regions import BILLING_REGION


class Boundary:
    """Kept as long as the process."""

    @cached_property
    def session(self) -> Any:
        return boto3.Session()

    @cached_property
    def ce(self) -> Any:
        """Cost Explorer is in us-east-1, whatever the region of the function."""
        return self.session.client("ce", region_name=BILLING_REGION)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def open(self, *, client_bills: bool) -> OpenRun:
        """A run at this moment. The settings are read anew each time: `pulumi up` writes them.

        `client_bills`: whether the bills of the clients' own accounts are read, where each question costs the client a cent.
        """
        place = Place(
            region=os.environ["AWS_REGION"],
            ledger_table=os.environ["LEDGER_TABLE"],
            report_bucket=os.environ["REPORT_BUCKET"],
            settings_key=os.environ["SETTINGS_KEY"],
        )
        caller = self.session.client("sts").get_caller_identity()["Arn"]
        return open_run(self.session, place, by=caller, at=self.now(), client_bills=client_bills)

    def push(self, settings: BillingSettings) -> Push:
        """What puts statements into the environments' own buckets."""
        return EnvironmentBuckets(self.session, settings.external_ids).push


@cache
def current() -> Boundary:
    """The one of this process."""
    return Boundary()
