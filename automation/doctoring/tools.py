"""The programs that deploying needs: whether they are there, and whether their versions go together."""

import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version

from semver import VersionInfo

from automation.checks import Check, Subject, Weight
from automation.engine.installed import INSTALL

PYTHON = (3, 11)
"""Oldest Python that the program runs with; a test holds it against pyproject.toml."""
OF_PULUMI = Subject(id="pulumi", title="pulumi")
OF_PYTHON = Subject(id="python", title="Python")
OF_GIT = Subject(id="git", title="git", weight=Weight.INFORMS)


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What is installed here."""

    pulumi: str | None
    """What `pulumi version` prints, such as `v3.260.0`; empty where it prints nothing, None where there is no such command."""
    sdk: str
    """Version of Pulumi's SDK for Python in this environment."""
    python: tuple[int, int, int]
    git: str | None
    """What `git --version` prints; None without it."""


def tools_here() -> Tools:
    """Asks the programs themselves."""
    major, minor, patch = platform.python_version_tuple()
    return Tools(
        pulumi=_printed("pulumi", "version"),
        sdk=version("pulumi"),
        python=(int(major), int(minor), int(patch.split("rc")[0].split("+")[0])),
        git=_printed("git", "--version"),
    )


def check_tools(tools: Tools) -> tuple[Check, ...]:
    return check_pulumi(tools.pulumi, tools.sdk), check_python(tools.python), check_git(tools.git)


def check_pulumi(found: str | None, sdk: str) -> Check:
    """Another major version speaks another language with the SDK; an older minor one lacks at most what is new."""
    if found is None:
        return OF_PULUMI.failed("not on PATH", f"Install it: {INSTALL} Without it nothing can be previewed or deployed; all else works.")
    if not found:
        return OF_PULUMI.passed(f"it does not say its version (built by hand); the SDK is {sdk}")
    if not VersionInfo.is_valid(found.removeprefix("v")):
        return OF_PULUMI.passed(f"its version is {found}, which cannot be compared with the SDK's, {sdk}")
    engine, library = VersionInfo.parse(found.removeprefix("v")), VersionInfo.parse(sdk)
    told = f"{engine}; the SDK is {library}"
    if engine.major != library.major:
        return OF_PULUMI.failed(told, f"Install version {library.major} of `pulumi`: {INSTALL}")
    if (engine.major, engine.minor) < (library.major, library.minor):
        return OF_PULUMI.failed(
            told, f"`pulumi` is older than the SDK, which usually works. To be sure, update it: {INSTALL}", Weight.INFORMS
        )
    return OF_PULUMI.passed(told)


def check_python(found: tuple[int, int, int]) -> Check:
    told, oldest = ".".join(map(str, found)), ".".join(map(str, PYTHON))
    if found[:2] < PYTHON:
        return OF_PYTHON.failed(told, f"Install Python {oldest} or later, then `make setup`.")
    return OF_PYTHON.passed(told)


def check_git(found: str | None) -> Check:
    """The audit record of a deployment names the commit."""
    if found is None:
        return OF_GIT.failed("not on PATH", "Install it: without it the audit record of a deployment names no commit.")
    return OF_GIT.passed(found.removeprefix("git version "))


def _printed(*command: str) -> str | None:
    """Its first line; None where there is no such program."""
    if shutil.which(command[0]) is None:
        return None
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return (ended.stdout.strip().splitlines() or [""])[0]
