"""Fixtures that tests of several parts share."""

import gc
import os
from pathlib import Path

import pytest
from botocore.loaders import JSONFileLoader
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

import sandbox.aws.moto_settings  # noqa: F401  moto reads its settings once, when the first test of whatever part imports it

gc.set_threshold(100_000, 20, 50)  # after the usual 700 new objects, a look through so many takes more time than the tests
JOURNEY = "tests/journey"
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


def _read_once(load):
    """Each session of boto3 reads the models of its services anew, some of them a megabyte of JSON. Of S3 and S3 Control, botocore changes
    them in place, and the sandbox reads them too."""
    known = {}

    def load_file(self, path):
        if f"{os.sep}s3" in path:
            return load(self, path)
        if path not in known:
            known[path] = load(self, path)
        return known[path]

    return load_file


JSONFileLoader.load_file = _read_once(JSONFileLoader.load_file)


class ByFile(LoadScopeScheduling):
    """One worker runs all tests of a file, which share its fixtures. The journey's files share the stacks that they deploy once."""

    def _split_scope(self, nodeid):
        folder, _, file = nodeid.partition("::")[0].rpartition("/")
        return JOURNEY if folder == JOURNEY else f"{folder}/{file}"


def pytest_collection_modifyitems(items):
    """What takes longest begins first: no worker ends alone."""
    items.sort(key=lambda item: not item.nodeid.startswith(JOURNEY))


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


@pytest.fixture
def deployment():
    """A stack `acme-prod` of the project `clientenv`, nothing registered yet: `deployment.deploy(lambda: Component(...))`."""
    from tests.components.recording import Deployment

    return Deployment()


def pytest_collection_finish(session):
    """What has been imported by now stays until the end: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_configure(config):
    """The SDK's packages warn about their own old names as soon as they are imported."""
    config.addinivalue_line("filterwarnings", "ignore:.*has been deprecated in favor of:DeprecationWarning")
    config.addinivalue_line("filterwarnings", "ignore:Waiting for https.//github.com/pulumi/pulumi/issues/7583:DeprecationWarning")
