"""The world with buckets that keep versions."""

import pytest

from tests.lambdas.clean_up.nights import furnish


@pytest.fixture
def stored(world):
    return furnish(world)
