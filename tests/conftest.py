"""Fixtures that tests of several parts share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

import sandbox.aws.moto_settings  # noqa: F401  moto reads its settings once, when the first test of whatever part imports it

os.environ["AWS_CONFIG_FILE"] = str(Path(__file__).with_name("aws.ini"))  # and nobody's own
with pytest.MonkeyPatch.context() as environment:
    # Loggers and metrics of functions take their names from the environment when their module is imported, as on Lambda: here, before the
    # first test of whatever part imports it.
    for name, value in {
        "CLIENT": "Müller & Söhne",
        "STACK": "acme-prod",
        "POWERTOOLS_SERVICE_NAME": "vehicle-analysis",
        "POWERTOOLS_METRICS_NAMESPACE": "ClientEnvironment",
    }.items():
        environment.setenv(name, value)
    import lambdas.videos.telemetry  # noqa: F401
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
