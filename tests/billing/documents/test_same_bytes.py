"""The same document is the same bytes, in any process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from billing.documents.html import html
from billing.documents.pdf import pdf

ROOT = Path(__file__).parents[3]
PROGRAM = """
import hashlib
from billing.documents.html import html
from billing.documents.pdf import pdf
from tests.billing.documents.sheets import SHEETS
for name, sheet in SHEETS.items():
    print(name, hashlib.sha256(html(sheet)).hexdigest(), hashlib.sha256(pdf(sheet)).hexdigest())
"""
MACHINES = {
    "east": {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
    "west": {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "C", "LANG": "C", "SOURCE_DATE_EPOCH": "1"},
}


def test_two_processes_of_different_hash_seed_time_zone_and_locale_make_the_same_bytes():
    run = {
        name: subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, env={**os.environ, **machine}, stdout=subprocess.PIPE, text=True)
        for name, machine in MACHINES.items()
    }
    east, west = (process.communicate(timeout=120)[0] for process in run.values())
    assert all(process.returncode == 0 for process in run.values())
    assert len(east.splitlines()) == 6
    assert east == west


@pytest.mark.parametrize("render", [html, pdf])
def test_what_was_made_before_leaves_no_trace(render):
    from tests.billing.documents.test_every_page import SHEETS

    alone = render(SHEETS["invoice"])
    for sheet in SHEETS.values():
        render(sheet)
    assert render(SHEETS["invoice"]) == alone


def test_pages_and_records_need_nothing_that_is_not_pure_python():
    program = (
        "import sys; import billing.documents.html, billing.documents.statement, billing.documents.cost_report_sheet, "
        "billing.documents.operator_report_sheet; print(sorted({'reportlab', 'PIL', 'cryptography', 'duckdb', 'boto3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
