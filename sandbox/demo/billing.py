"""A month of billing: AWS's bill comes, drafts are made by the clock, become final, are corrected, and the book is closed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from rich.console import Console

from sandbox.demo.bills import say_bill, say_late
from sandbox.demo.clients import YOURS
from sandbox.embedded.state import StackState
from sandbox.server_process import Sandbox
from sandbox.wire import plain

DRAFTED_WITHIN = 60
"""Seconds that the monthly run may take in the sandbox."""
FINAL_FROM = 8
"""Day of the next month from which drafts become final."""


class BillingFailed(Exception):
    """A step of billing did not do what it should, with its own words."""


class MonthOfBilling:
    """The payer's month."""

    def __init__(self, sandbox: Sandbox, state: StackState, console: Console) -> None:
        self._sandbox, self._console = sandbox, console
        self.outputs: dict[str, Any] = plain(state.outputs)
        self.month = _now(sandbox).date().replace(day=1)
        self.folder = sandbox.folder / "billing"
        self._told = sandbox.folder / "billing.json"
        self._told.write_text(json.dumps(self.outputs))

    def begin(self) -> None:
        """AWS charges, and the daily run activates tags and copies what was metered."""
        say_bill(self._sandbox, self.month)
        answer = self._aws("lambda").invoke(FunctionName=self.outputs["daily_function"])
        if "FunctionError" in answer:
            raise BillingFailed(f"the daily run failed: {answer['Payload'].read().decode()}")
        self._console.print("  the daily run has activated the tags, copied usage and pushed statements")

    def drafted_by_the_clock(self) -> None:
        """The clock has passed the first of the next month, so the schedule has made the drafts. Raises BillingFailed where it has not."""
        end = time.monotonic() + DRAFTED_WITHIN
        while not (drafts := self.documents()):
            if time.monotonic() > end:
                raise BillingFailed(f"nobody has drafted {self.month:%Y-%m}: the monthly run's log says why.")
            time.sleep(0.5)
        self._console.print(f"  on the 1st at 09:00 the monthly run has drafted {len(drafts)} invoices")

    def finish(self) -> list[str]:
        """Final invoices, a refund that comes late, its credit note, the closed book; answers the names of the files."""
        month = f"{self.month:%Y-%m}"
        self.wait_until(_eighth_after(self.month))
        self.clientenv("bill", "draft", month)
        self._show(self.clientenv("bill", "finalise", month, "--yes"))
        say_late(self._sandbox, self.month)
        self._console.print("  AWS takes 0.92 back, after the invoices are final:")
        self._show(self.clientenv("bill", "reconcile", month, "--yes"))
        files = self._fetch()
        verdict = self.clientenv("verify", self._file(f"certificates/{month}/{YOURS}.json"), "--key", self._key())
        self._console.print(f"  {verdict.strip()}")
        self._compare_with_export(month)
        return files

    def documents(self) -> list[dict[str, Any]]:
        """The month's documents in the ledger."""
        found: list[dict[str, Any]] = json.loads(self.clientenv("bill", "show", f"{self.month:%Y-%m}", "--json"))
        return found

    def wait_until(self, moment: datetime) -> None:
        """Moves the sandbox's clock, unless it is there already."""
        step = moment - _now(self._sandbox)
        if step > timedelta(0):
            self._sandbox.admin("POST", "clock", {"forward_seconds": step.total_seconds()})

    def clientenv(self, *words: object) -> str:
        """The command, as somebody types it who is logged in to the payer's account. Raises BillingFailed with what it said."""
        environment = self._sandbox.environment(YOURS, CLIENTENV_BILLING=str(self._told), COLUMNS="76")
        now = f"--now={_now(self._sandbox).isoformat()}"
        command = [sys.executable, "-m", "sandbox.demo.at_sandbox_time", now, *map(str, words)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
        if done.returncode:
            raise BillingFailed(f"clientenv {' '.join(map(str, words))} ended with {done.returncode}: {done.stderr.strip() or done.stdout}")
        return done.stdout

    def _compare_with_export(self, month: str) -> None:
        """The same month from AWS's export comes to the same total."""
        self._sandbox.admin("POST", f"bills/{YOURS}/deliver", {"month": month})
        bucket = self.outputs["export_bucket"]
        folder = self._sandbox.folder / "export"
        for each in self._aws("s3").list_objects_v2(Bucket=bucket)["Contents"]:
            path = folder / each["Key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self._aws("s3").get_object(Bucket=bucket, Key=each["Key"])["Body"].read())
        read = json.loads(self.clientenv("costs", "--export", folder, "--month", month, "--json"))
        book = json.loads(Path(self._file(f"certificates/{month}/{YOURS}.json")).read_text())["book"]
        if Decimal(read["total"]) != Decimal(book["total"]):
            raise BillingFailed(f"the export comes to {read['total']}, the closed book to {book['total']}")
        self._console.print(f"  AWS's export comes to the same {book['total']} USD as Cost Explorer, to the last digit")

    def _fetch(self) -> list[str]:
        """Every document, laid into the demo's folder."""
        s3, bucket = self._aws("s3"), self.outputs["report_bucket"]
        names = [each["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket) for each in page.get("Contents", [])]
        wanted = [name for name in names if not name.startswith("settings/")]
        for name in wanted:
            path = Path(self._file(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(s3.get_object(Bucket=bucket, Key=name)["Body"].read())
        return wanted

    def _file(self, name: str) -> str:
        return str(self.folder / name)

    def _key(self) -> str:
        path = self.folder / "public-key.pem"
        path.write_text(self.outputs["public_key"])
        return str(path)

    def _show(self, text: str) -> None:
        self._console.print(
            "\n".join(f"  {line}".rstrip() for line in text.rstrip().splitlines()).lstrip("\n"), highlight=False, markup=False
        )

    def _aws(self, service: str) -> Any:
        keys = self._sandbox.credentials(YOURS)
        return boto3.client(
            service,
            endpoint_url=self._sandbox.endpoint,
            region_name=self.outputs["region"],
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, read_timeout=120),
        )


def _now(sandbox: Sandbox) -> datetime:
    return datetime.fromisoformat(sandbox.admin("GET", "clock")["now"]).astimezone(UTC)


def _eighth_after(month: date) -> datetime:
    return first_after(month).replace(day=FINAL_FROM)


def first_after(month: date) -> datetime:
    """The first of the next month, shortly after the monthly run is due."""
    return datetime(month.year + month.month // 12, month.month % 12 + 1, 1, 9, 1, tzinfo=UTC)
