"""Fixtures that tests of several parts share."""

import gc
import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings
from pulumi.runtime import resource
from pulumi.runtime.proto.source_pb2 import StackTrace
from xdist.scheduler import LoadScopeScheduling

import sandbox.aws.moto_settings
import sandbox.models_read_once  # noqa: F401  each session would read the models of its services anew, some of them a megabyte of JSON

gc.set_threshold(100_000, 20, 50)  # after the usual 700 new objects, a look through so many takes more time than the tests
resource._get_stack_trace = StackTrace  # of each resource, for an engine's messages; below pytest's many frames as dear as all else
JOURNEY = "tests/journey"
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored, and tests would wait for it in vain
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
pytest.register_assert_rewrite("tests.sandbox.handlers.drift")  # tests of its own and of the engine's: before whichever comes first
settings.register_profile("project", deadline=None)  # a busy machine is no defect
settings.load_profile("project")


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


REFUSALS = "test_wrong_account.py::test_the_wrong_account_is_refused"


def pytest_terminal_summary(terminalreporter):
    """How often credentials of another account were refused, each command in each placement: from the reports, of all workers."""
    passed, failed = (
        sum(REFUSALS in each.nodeid for each in terminalreporter.stats.get(how, []) if each.when == "call") for how in ("passed", "failed")
    )
    if passed or failed:
        terminalreporter.write_line(f"credentials of another account: {passed} of {passed + failed} commands refused")
