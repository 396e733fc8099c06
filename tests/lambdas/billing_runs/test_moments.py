from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lambdas.billing_runs.moments import month_to_draft

NOW = datetime.fromisoformat("2026-11-01T09:00:05+00:00")


ZONES = ["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("first", ["2026-01-01", "2026-03-01", "2026-11-01"])
def test_nine_o_clock_on_the_first_drafts_the_month_before_wherever_that_is(zone, first):
    due = datetime.fromisoformat(f"{first}T09:00:00").replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    ended = datetime.fromisoformat(first) - timedelta(days=1)
    assert str(month_to_draft({"time": due.strftime("%Y-%m-%dT%H:%M:%SZ")}, due)) == f"{ended:%Y-%m}"


def test_a_run_that_is_tried_again_keeps_its_month():
    assert str(month_to_draft({"time": "2026-10-01T09:00:00Z"}, NOW)) == "2026-09"


def test_somebody_can_name_a_month():
    assert str(month_to_draft({"month": "2026-07"}, NOW)) == "2026-07"
    assert str(month_to_draft({}, NOW)) == "2026-10"


@pytest.mark.parametrize("event", [{"month": "2026-11"}, {"month": "october"}])
def test_a_month_that_has_not_ended_or_is_none_is_refused(event):
    with pytest.raises(ValueError, match=r"has not ended|is no month"):
        month_to_draft(event, NOW)
