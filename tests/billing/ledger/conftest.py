"""A new ledger for each test."""

import pytest

from tests.billing.ledger.world import in_memory, in_moto


@pytest.fixture
def world():
    """On a DynamoDB of a few lines, which `test_rows.py` holds against moto."""
    return in_memory()


@pytest.fixture
def moto(monkeypatch):
    """On moto."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with in_moto() as made:
        yield made


@pytest.fixture
def ledger(world):
    return world.ledger()
