"""Costs by client from an export, beside DuckDB's own grouped decimal sum of the same file; memory; and whether totals ever differ.

The size is CLIENTENV_BENCH_EXPORT_ROWS (default a million); files lie in
`.build/exports/` and are made once.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb

from benchmarks.figure import Figure
from benchmarks.timing import paired, python

ROWS = int(os.environ.get("CLIENTENV_BENCH_EXPORT_ROWS", "1000000"))
CLIENTS = 200
AT_MOST = 1.5
"""What the project promises."""
MEMORY_AT_MOST = 256
"""MiB, however long the export is."""
RUNS = 3
REPEATS = 10
"""Runs whose totals must be the same, over one to four threads."""
FOLDER = Path(".build/exports")

READ = """
from billing.domain.month import Month
from billing.sources.exports.reading import read_costs
bill = read_costs({path!r}, Month(2026, 10){options}).costs
"""
LOADED = "import billing.sources.exports.reading\n"
"""Imports are not measured: the yardstick has none."""
SUM = """
duckdb.connect().execute('''SELECT resource_tags['user_client'], line_item_usage_account_id, line_item_product_code,
    SUM(CAST(line_item_unblended_cost AS DECIMAL(38,10))) FROM read_parquet('{path}') GROUP BY ALL''').fetchall()
"""
CLOCK = "import time; started = time.perf_counter()\n{source}\nprint(time.perf_counter() - started)"
PEAK = """
from pathlib import Path
print(int(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024)
"""
"""Of this process alone; getrusage would count its parent's before the fork."""


def billing_exports(rows: int = ROWS) -> list[Figure]:
    """Makes the files where they are missing. Measures speed; memory, up to three times the lines; and that no total depends on threads."""
    path, tenth = str(export(rows)), str(export(rows // 10))
    reading = python(LOADED + CLOCK.format(source=READ.format(path=path, options="")))
    adding = python("import duckdb\n" + CLOCK.format(source=SUM.format(path=path)))
    what, against = f"costs of {CLIENTS} clients from {rows:,} lines, exact, with SHA-256", "DuckDB's own grouped decimal sum"
    ratio = paired(what, reading, against, adding, at_most=AT_MOST, runs=RUNS, sizes={"rows": rows})
    memory = {size: python(READ.format(path=str(export(size)), options="") + PEAK)() for size in (3 * rows, rows, rows // 10)}
    totals = {_said(READ.format(path=tenth, options=f", threads={1 + run % 4}") + "print(bill)") for run in range(REPEATS)}
    return [
        ratio,
        _most_memory(memory),
        Figure(what=f"different totals in {REPEATS} runs", against="on one to four threads", value=len(totals), unit="result", at_most=1),
    ]


def _most_memory(memory: Mapping[int, float]) -> Figure:
    """Of the longest export, which is named first; it must not grow with the length."""
    longest, *others = memory
    return Figure(
        what=f"most memory for {longest:,} lines",
        against=", ".join(f"{memory[rows]:,.0f} MiB for {rows:,}" for rows in others),
        value=memory[longest],
        unit="MiB",
        at_most=MEMORY_AT_MOST,
        sizes={"rows": longest},
    )


def export(rows: int) -> Path:
    """A CUR 2.0 export in Parquet: one line in ten untagged, costs with eight decimals, one in a hundred with seventeen digits."""
    path = FOLDER / f"cur2-{rows}.parquet"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        with duckdb.connect() as connection:
            connection.execute("SET preserve_insertion_order = false")
            connection.execute(f"COPY ({_lines(rows)}) TO '{half}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 500000)")
        half.rename(path)
    return path


def _lines(rows: int) -> str:
    return f"""
        SELECT printf('%012d', i) AS identity_line_item_id, '' AS bill_invoice_id,
            TIMESTAMP '2026-10-01' AS bill_billing_period_start_date, '222222222222' AS bill_payer_account_id,
            printf('%012d', 300000000000 + h % 50) AS line_item_usage_account_id, 'USD' AS line_item_currency_code,
            ['Usage', 'Usage', 'Usage', 'Usage', 'Usage', 'Tax', 'Credit', 'Fee'][1 + h // 7 % 8] AS line_item_line_item_type,
            ['AmazonS3', 'AWSLambda', 'AmazonRekognition', 'AmazonDynamoDB', 'AWSQueueService', 'AmazonCloudWatch', 'AmazonCloudFront',
                'awskms'][1 + h // 11 % 8] AS line_item_product_code,
            CASE WHEN h % 100 = 0 THEN h / 1e9 / 7 ELSE round(h / 1e9 * 5, 8) END AS line_item_unblended_cost,
            CASE WHEN h % 10 = 0 THEN MAP {{'user_project': 'VehicleAnalysis'}}
                ELSE MAP {{'user_project': 'VehicleAnalysis', 'user_client': 'client-' || h // 13 % {CLIENTS}, 'user_owner': 'ops'}}
                END AS resource_tags
        FROM (SELECT i, CAST(hash(i) % 1000000007 AS BIGINT) AS h FROM range({rows}) AS t(i))"""


def _said(source: str) -> str:
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout
