"""An office for each test, as usual."""

import pytest

from tests.billing.runs.office import usual


@pytest.fixture
def office():
    return usual()
