"""A run on AWS, put together from a session in the payer's account and the names of what `billing up` has made there."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.config import Config

from billing.delivery.report_bucket import ReportBucket, locked_from
from billing.ledger.ledger import Ledger
from billing.runs.aws_sources import AwsSources
from billing.runs.run import Run
from billing.settings_record import from_record

SETTINGS_KEY = "settings/billing.json"
"""Where in the report bucket `billing up` writes the settings that runs read; ExternalIds are among them, encrypted as all objects are."""

SIGNED = Config(signature_version="s3v4")
"""For links: in old regions boto3 signs them with version 2, which S3 refuses for what a KMS key encrypts."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where billing keeps its things; from its stack's outputs or from environment variables."""

    region: str
    ledger_table: str
    report_bucket: str
    settings_key: str


@dataclass(frozen=True, kw_only=True)
class OpenRun:
    """A run, and the bucket for what it makes."""

    run: Run
    bucket: ReportBucket
    sources: AwsSources


def open_run(session: Any, place: Place, *, by: str, at: datetime, keep_unknown: bool = False, client_bills: bool = True) -> OpenRun:
    """Reads the settings from the report bucket. Numbers are counted under the payer's account id, which never changes.

    Raises KeyError where the settings are missing: `billing up` writes them.
    """
    s3 = session.client("s3", region_name=place.region, config=SIGNED)
    settings = from_record(json.loads(ReportBucket(s3, place.report_bucket).get(place.settings_key)))
    bucket = ReportBucket(s3, place.report_bucket, locked_until=locked_from(at) if settings.protect_data else None)
    ledger = Ledger(session.client("dynamodb", region_name=place.region), place.ledger_table, seller=settings.payer_account_id)
    sources = AwsSources(session, settings, keep_unknown=keep_unknown, client_bills=client_bills)
    return OpenRun(run=Run(settings=settings, ledger=ledger, sources=sources, by=by, at=at), bucket=bucket, sources=sources)
