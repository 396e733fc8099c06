import json
from datetime import date
from decimal import Decimal

import pytest

from billing.domain.allocation import SharedCosts
from billing.settings import BillingSettings, Buyer, MonthlyRate, Seller
from billing.settings_record import as_record, from_record

FULL = BillingSettings(
    payer_account_id="111111111111",
    region="eu-central-1",
    stacks=("dev", "acme-prod"),
    seller=Seller(name="Consultancy", address=("1 Street", "City"), tax_id="X", email="a@b.example", payment_days=30, locale="de_DE"),
    buyers={"acme": Buyer(name="Acme Ltd", address=("2 Street",)), "globex": Buyer()},
    shared_costs=SharedCosts.ABSORBED,
    exchange_rates=(MonthlyRate(month="2026-10", currency="EUR", rate=Decimal("0.92140"), source="ECB", day=date(2026, 10, 31)),),
    notify=("ops@example.com",),
    external_ids={"acme-prod": "0123456789abcdef"},
)


@pytest.mark.parametrize(
    "settings", [FULL, BillingSettings(payer_account_id="111111111111", seller=Seller(name="C"))], ids=["full", "least"]
)
def test_settings_survive_being_written_as_json(settings):
    assert from_record(json.loads(json.dumps(as_record(settings)))) == settings


@pytest.mark.parametrize("shared", SharedCosts)
def test_every_way_of_sharing_costs_survives(shared):
    settings = BillingSettings(payer_account_id="111111111111", seller=Seller(name="C"), shared_costs=shared)
    assert from_record(as_record(settings)).shared_costs is shared


def test_a_rate_keeps_its_digits():
    (rate,) = from_record(json.loads(json.dumps(as_record(FULL)))).exchange_rates
    assert str(rate.rate) == "0.92140"


def test_what_this_version_does_not_know_is_refused():
    with pytest.raises(TypeError, match="surprise"):
        from_record({**as_record(FULL), "surprise": 1})
