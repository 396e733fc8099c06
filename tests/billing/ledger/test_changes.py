"""Each change tells who, when and why, and is never rewritten."""

from datetime import UTC, datetime

import pytest

from billing.ledger.changes import Change
from tests.billing.ledger.world import CHANGE, NOVEMBER, correct, finalise, void


def test_each_change_tells_who_when_and_why_and_is_never_rewritten(ledger):
    finalise(ledger)
    correct(ledger, fee="31.00")
    void(ledger, "INV-2026-000001")
    told = [(each.action, each.subject, each.change) for each in ledger.changes.of(NOVEMBER)]
    assert sorted(told, key=lambda each: each[0]) == [
        ("corrected", "INV-2026-000002", CHANGE),
        ("finalised", "INV-2026-000001", CHANGE),
        ("voided", "CN-2026-000001", CHANGE),
    ]


@pytest.mark.parametrize("missing", [{"by": " "}, {"why": ""}, {"at": datetime(2026, 11, 8, 9)}])
def test_a_change_without_who_why_or_offset_is_refused(missing):
    with pytest.raises(ValueError, match=r"needs (who|its offset)"):
        Change(**{"by": "mara", "at": datetime(2026, 11, 8, 9, tzinfo=UTC), "why": "monthly run", **missing})
