"""Whether the `pulumi` command is there. Without the Automation API, so that what does not need the engine starts quickly."""

import shutil

from automation.exits import Exit, Stop

INSTALL = "https://www.pulumi.com/docs/install/"


def is_installed() -> bool:
    return shutil.which("pulumi") is not None


def pulumi_executable() -> str:
    """Path of the command. Raises Stop where there is none."""
    found = shutil.which("pulumi")
    if found is None:
        raise Stop(Exit.TOOL_MISSING, f"This needs the `pulumi` command, which is not on PATH. Install it: {INSTALL}")
    return found
