"""Billing's settings as they are written: the least that must be said, and more."""

import json

import pytest

from billing.settings_parsing import parse_billing_settings
from model.problems import SettingsError

LEAST = {"payerAccountId": "111111111111", "seller": {"name": "Consultancy"}}
"""All that must be said."""
RATE = {"month": "2026-10", "currency": "EUR", "rate": "0.9214", "source": "ECB reference rate", "day": "2026-10-30"}


def read(secrets=(), **settings):
    """The least with these settings; `secrets` are the names of those that are encrypted."""
    raw = {key: value if isinstance(value, str) else json.dumps(value) for key, value in {**LEAST, **settings}.items()}
    return parse_billing_settings(raw, secrets, "payer")


def refusal(secrets=(), **settings) -> SettingsError:
    """What `read` is refused with."""
    with pytest.raises(SettingsError) as refused:
        read(secrets, **settings)
    return refused.value
