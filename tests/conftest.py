"""Fixtures that tests of several parts share."""

import pytest
from hypothesis import settings

settings.register_profile("project", deadline=None)  # a busy machine is no defect
settings.load_profile("project")


@pytest.fixture
def deployment():
    """A stack `acme-prod` of the project `clientenv`, nothing registered yet: `deployment.deploy(lambda: Component(...))`."""
    from tests.components.recording import Deployment

    return Deployment()


def pytest_configure(config):
    """The SDK's packages warn about their own old names as soon as they are imported."""
    config.addinivalue_line("filterwarnings", "ignore:.*has been deprecated in favor of:DeprecationWarning")
    config.addinivalue_line("filterwarnings", "ignore:Waiting for https.//github.com/pulumi/pulumi/issues/7583:DeprecationWarning")
