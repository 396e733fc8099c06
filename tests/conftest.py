"""Fixtures that tests of several parts share."""

import pytest


@pytest.fixture
def deployment():
    """A stack `acme-prod` of the project `clientenv`, nothing registered yet: `deployment.deploy(lambda: Component(...))`."""
    from tests.components.recording import Deployment

    return Deployment()
