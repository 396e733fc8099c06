"""Questions to Athena: each is started in one work group, waited for with an end to it, and read page by page into plain values.

Operations and their shapes: StartQueryExecution, GetQueryExecution, GetQueryResults, Amazon Athena API reference, read in November 2026.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, repeat
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

PAUSES, LAST_PAUSE = (0.5, 1.0, 2.0, 4.0), 5.0
"""Seconds between two looks at whether a question is answered; then always the last."""
LONGEST = 600.0
"""Seconds until a question is given up. Ten million lines take well under one minute."""
FRESH = {"ResultReuseByAgeConfiguration": {"Enabled": False}}
"""AWS delivers a month over and over, so an answer of before is never taken for one of now."""

VALUES: Mapping[str, Callable[[str], Any]] = {"varchar": str, "integer": int, "bigint": int, "decimal": Decimal}
"""Athena's types to what its text becomes. No question of ours answers in doubles, and none may."""

ELSE = "Or leave Athena out: --export PATH reads downloaded files; without --export the month is read from Cost Explorer."
REMEDIES = (
    (("bytes scanned limit",), "It would have read more than billing's work group allows, and was stopped before it cost more."),
    (
        ("access denied", "accessdenied", "permission", "not authorized"),
        "Let these credentials use the work group, the Glue table and the key, and read the export's bucket.",
    ),
    (
        ("workgroup", "_not_found"),
        "Deploy work group and table as this version wants them, then run it again: pulumi up -C billing",
    ),
    (("hive_",), "The delivery cannot be read as it lies there; AWS writes it anew every day: run it again later."),
)
"""Words of AWS's reason to what to do about it."""


class AthenaFailed(RuntimeError):
    """Athena has not answered. The message has AWS's reason and what to do; nothing was computed."""


@dataclass(kw_only=True)
class Athena:
    """Asks, and counts what that costs."""

    client: Any
    """Of boto3, in the work group's region."""
    workgroup: str
    """It encrypts answers, and stops what would read too much."""
    sleep: Callable[[float], None] = time.sleep
    questions: int = 0
    bytes_read: int = 0
    """What AWS charges for; of questions that failed too."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer: text, whole numbers, decimals, None. Raises AthenaFailed."""
        try:
            query = self.client.start_query_execution(QueryString=sql, WorkGroup=self.workgroup, ResultReuseConfiguration=FRESH)
            self.questions += 1
            self._wait(query["QueryExecutionId"])
            return list(self._read(query["QueryExecutionId"]))
        except ClientError as error:
            said = error.response.get("Error", {})
            raise self._failed(f"{said.get('Code')}: {said.get('Message')}") from error
        except BotoCoreError as error:
            raise self._failed(str(error)) from error

    def _wait(self, query: str) -> None:
        """Until it has succeeded. Whoever goes away before, leaves nothing running that costs."""
        try:
            self._look(query)
        except BaseException:
            with suppress(ClientError, BotoCoreError):
                self.client.stop_query_execution(QueryExecutionId=query)
            raise

    def _look(self, query: str) -> None:
        waited = 0.0
        for pause in chain(PAUSES, repeat(LAST_PAUSE)):
            self.sleep(pause)
            waited += pause
            execution = self.client.get_query_execution(QueryExecutionId=query)["QueryExecution"]
            status = execution["Status"]
            if status["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
                break
            if waited >= LONGEST:
                raise self._failed(f"no answer within {LONGEST:.0f} seconds; the question was stopped")
        self.bytes_read += execution.get("Statistics", {}).get("DataScannedInBytes", 0)
        if status["State"] != "SUCCEEDED":
            raise self._failed(f"{status['State']}: {status.get('StateChangeReason', 'AWS gives no reason')}")

    def _read(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of all pages; the first row of the first page is the columns' names."""
        after: dict[str, str] = {}
        while True:
            page = self.client.get_query_results(QueryExecutionId=query, **after)
            columns = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
            rows = [[value.get("VarCharValue") for value in row["Data"]] for row in page["ResultSet"]["Rows"]]
            if not after and rows[:1] != [[column["Name"] for column in columns]]:
                raise self._failed("the answer does not begin with its columns' names")
            yield from (self._typed(columns, row) for row in rows[0 if after else 1 :])
            if not page.get("NextToken"):
                return
            after = {"NextToken": page["NextToken"]}

    def _typed(self, columns: Sequence[Mapping[str, Any]], row: Sequence[str | None]) -> tuple[Any, ...]:
        values = []
        for column, text in zip(columns, row, strict=True):
            if column["Type"] not in VALUES:
                raise self._failed(f"the column {column['Name']} is answered as {column['Type']}, which is not exact or not known")
            values.append(None if text is None else VALUES[column["Type"]](text))
        return tuple(values)

    def _failed(self, reason: str) -> AthenaFailed:
        known = [remedy for words, remedy in REMEDIES if any(word in reason.lower() for word in words)]
        remedy = known[0] if known else "Run the same command again."
        return AthenaFailed(f"Athena (work group {self.workgroup}) did not answer: {reason}.\nNothing was computed. {remedy} {ELSE}")
