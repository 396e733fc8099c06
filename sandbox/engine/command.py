"""The `pulumi` command in an environment built from nothing."""

import shutil
from collections.abc import Mapping

from automation.engine.command import EngineCommand


class NoPulumi(Exception):
    """There is no `pulumi` command on this machine."""


class SandboxCommand(EngineCommand):
    """Nothing of the user's environment reaches the engine.

    Give it to a workspace as `pulumi_command=`, together with `env_vars=EngineHome.environment(...)`.
    """

    def __init__(self) -> None:
        """Raises NoPulumi."""
        found = shutil.which("pulumi")
        if found is None:
            raise NoPulumi("This needs the `pulumi` command, which is not on PATH. `make demo` works without it.")
        super().__init__(found)

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        return {**given, "PULUMI_AUTOMATION_API": "true"}
