"""The ExternalId of a stack, encrypted in its file by the `pulumi` command, which holds the key."""

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from automation.engine.failures import failure_of
from automation.engine.installed import INSTALL, is_installed
from automation.exits import Exit, Stop
from automation.stack_file import EXTERNAL_ID, NAMESPACE, StackFile
from model.contradictions import set_secret

FROM_ENVIRONMENT = "CLIENTENV_EXTERNAL_ID"
"""Environment variable that gives the ExternalId where the stack's file has none, or there is no `pulumi` to read it with."""
KEY = NAMESPACE + EXTERNAL_ID

Run = Callable[[Sequence[str], str], "subprocess.CompletedProcess[str]"]
"""(words, what the command reads) -> how it ended."""


def run_pulumi(words: Sequence[str], given: str = "") -> "subprocess.CompletedProcess[str]":
    """Runs `pulumi`, which asks nobody. Secrets go in by `given`, never among the words: every process may see those."""
    return subprocess.run(["pulumi", *words, "--non-interactive"], input=given, capture_output=True, text=True, check=False)


class NotStored(Exception):
    """`pulumi` did not take the secret; its own words."""


def store_external_id(stack: str, folder: Path, external_id: str, run: Run = run_pulumi) -> None:
    """Encrypts it in the stack's file. A stack that the backend does not know yet is made. Raises NotStored."""
    setting = ["config", "set", "--secret", KEY, "-s", stack, "-C", str(folder)]
    ended = run(setting, external_id)
    if ended.returncode and "no stack named" in ended.stderr:
        made = run(["stack", "init", stack, "--no-select", "-C", str(folder)], "")
        ended = run(setting, external_id) if not made.returncode else made
    if ended.returncode:
        # The stack's file is there already: what made it is not to be run again, and only the secret is missing.
        told = _reason(ended, stack).replace(", then run this again", "").replace(" Nothing was changed.", "")
        raise NotStored(told.replace(external_id, "[secret]"))


def read_external_id(file: StackFile, run: Run = run_pulumi) -> str:
    """In clear text. Raises Stop where it is not set, and where nothing here can decrypt it.

    What the file has comes first where it can be read: the program deploys with that one, and one variable cannot be right for all stacks.
    """
    readable = EXTERNAL_ID in file.encrypted and is_installed()
    if not readable and (given := os.environ.get(FROM_ENVIRONMENT)):
        return given
    if EXTERNAL_ID not in file.encrypted:
        raise Stop(
            Exit.USAGE,
            f"{file.path.name} has no {EXTERNAL_ID} yet. Set a random one (`openssl rand -hex 24`):\n{set_secret(file.stack)}",
        )
    if not readable:
        raise Stop(
            Exit.TOOL_MISSING,
            f"The {EXTERNAL_ID} of {file.stack} is encrypted, and the `pulumi` command, which reads it, is not installed: {INSTALL}\n"
            f"Or name it in the environment variable {FROM_ENVIRONMENT}.",
        )
    ended = run(["config", "get", KEY, "-s", file.stack, "-C", str(file.path.parent)], "")
    if ended.returncode:
        known = failure_of(_words(ended))
        raise Stop(known.code if known else Exit.FAULT, f"`pulumi config get {KEY} -s {file.stack}` says: {_reason(ended, file.stack)}")
    return ended.stdout.strip()


def _words(ended: "subprocess.CompletedProcess[str]") -> str:
    """What the command said, without its empty lines."""
    return "\n".join(line for line in (ended.stderr or ended.stdout).splitlines() if line.strip()) or f"it ended with {ended.returncode}"


def _reason(ended: "subprocess.CompletedProcess[str]", stack: str) -> str:
    """What the command said, and what to do about it where that is known."""
    said = _words(ended)
    known = failure_of(said)
    return f"{said}\n{known.remedy(stack)}" if known else said
