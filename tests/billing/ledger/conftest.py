"""A new ledger for each test."""

import pytest

from tests.billing.ledger.world import built


@pytest.fixture
def worlds(monkeypatch):
    """Makes one after another."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    return built


@pytest.fixture
def world(worlds):
    with worlds() as made:
        yield made


@pytest.fixture
def ledger(world):
    return world.ledger()
