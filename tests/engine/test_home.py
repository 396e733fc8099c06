import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from sandbox.engine.home import PLUGINS, EngineHome
from sandbox.safety import KEPT

KEYS = {"AccessKeyId": "a", "SecretAccessKey": "b"}


def test_nothing_of_the_users_environment_reaches_the_engine(tmp_path, monkeypatch):
    for name in ("AWS_PROFILE", "PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "the-users-own")

    environment = EngineHome.prepared(tmp_path).environment("http://127.0.0.1:1", KEYS)

    assert "the-users-own" not in environment.values()
    inherited = {name for name, value in environment.items() if os.environ.get(name) == value}
    assert inherited <= {*KEPT, "PYTHONPATH", "PYTHONUNBUFFERED"}
    assert environment["PULUMI_HOME"].startswith(str(tmp_path))
    assert environment["PULUMI_BACKEND_URL"].startswith(f"file://{tmp_path}")


@pytest.mark.parametrize(("name", "package"), PLUGINS.items())
def test_each_plugin_has_the_version_of_the_sdk_and_runs_this_interpreter(name, package, tmp_path):
    home = EngineHome.prepared(tmp_path)

    launcher = home.pulumi_home / "plugins" / f"resource-{name}-v{version(package)}" / f"pulumi-resource-{name}"
    assert os.access(launcher, os.X_OK)
    assert sys.executable in launcher.read_text()


@pytest.mark.parametrize("endpoint", ["", "https://s3.us-east-1.amazonaws.com", "http://127.0.0.1.example.com:4599"])
@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_refuses_to_work_anywhere_but_in_a_sandbox(plugin, endpoint, tmp_path):
    home = EngineHome.prepared(tmp_path)
    (launcher,) = (home.pulumi_home / "plugins").glob(f"resource-{plugin}-*/*")

    done = subprocess.run([launcher, "127.0.0.1:1"], env=home.environment(endpoint, KEYS), capture_output=True, text=True, timeout=30)

    assert done.returncode == 1
    assert done.stdout == ""
    assert "works on a sandbox of this machine only" in done.stderr


def test_the_programs_python_is_this_one_and_asks_nobody_for_a_newer_pip(tmp_path):
    home = EngineHome.prepared(tmp_path)
    python = home.environment("http://127.0.0.1:1", KEYS)["PULUMI_PYTHON_CMD"]

    def says(*arguments):
        return subprocess.run([python, *arguments], env={}, capture_output=True, text=True, check=True).stdout

    packages = {each["name"]: each["version"] for each in json.loads(says("-m", "pip", "list", "--format", "json"))}
    assert {packages[package] for package in PLUGINS.values()} == {version(package) for package in PLUGINS.values()}
    assert says("-m", "pip", "--version").startswith("pip ")
    assert says("-c", "import sys; print(sys.executable, sys.argv)", "a b").strip() == f"{sys.executable} ['-c', 'a b']"
