"""What keeps the engine from its work, in words that say what to do next."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

from automation.exits import Exit, Stop


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One way to fail, known by what the engine or AWS says."""

    says: re.Pattern[str]
    code: Exit
    remedy: Callable[[str], str]
    """Of a stack's name."""


def _says(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


FAILURES = (
    Failure(
        says=_says(r"currently locked by", r"another update is currently in progress", r"\[409\] Conflict"),
        code=Exit.REFUSED,
        remedy=lambda stack: (
            f"{stack} is locked: another update is under way, or one was killed. Nothing was changed. Wait for it; if nobody runs one, "
            f"take the lock off: pulumi cancel -s {stack}"
        ),
    ),
    Failure(
        says=_says(r"violates plan"),
        code=Exit.REFUSED,
        remedy=lambda stack: (
            "That is not what was planned: the program, its settings or AWS have changed since. "
            f"To see the new plan: clientenv preview {stack}"
        ),
    ),
    Failure(
        says=_says(r"incorrect passphrase", r"passphrase must be set", r"PULUMI_CONFIG_PASSPHRASE"),
        code=Exit.USAGE,
        remedy=lambda stack: (
            f"The secrets of {stack} cannot be read: the passphrase is missing or another one. Nothing was changed. Set "
            "PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the one that the stack was made with."
        ),
    ),
    Failure(
        says=_says(r"PULUMI_ACCESS_TOKEN must be set", r"invalid access token", r"not logged in", r"pulumi login"),
        code=Exit.USAGE,
        remedy=lambda stack: f"`pulumi` is not logged in to the backend of {stack}. Log in (`pulumi login s3://...`), then run this again.",
    ),
    Failure(
        says=_says(
            r"ExpiredToken", r"token (included in the request )?is expired", r"RequestExpired", r"token has expired", r"SSO session"
        ),
        code=Exit.FAULT,
        remedy=lambda stack: "Your AWS credentials have expired. Log in again, then run this again: it goes on where it stopped.",
    ),
    Failure(
        says=_says(
            r"no such host", r"connection refused", r"i/o timeout", r"network is unreachable", r"connection reset", r"TLS handshake"
        ),
        code=Exit.FAULT,
        remedy=lambda stack: "The network dropped. When it is back, run this again: it goes on where it stopped.",
    ),
)
"""The first that fits counts."""

NOISE = re.compile(r"^\s*(code: -?\d+|stdout:\s*|stderr:\s*|error: an unhandled error occurred.*|Traceback .*|)$")
"""What the Automation API and a stopped program print around the reason."""


def failure_of(text: str) -> Failure | None:
    return next((each for each in FAILURES if each.says.search(text)), None)


def by_engine(error: BaseException) -> bool:
    """Whether the Automation API raised it because a command of the engine failed."""
    errors = sys.modules.get("pulumi.automation.errors")  # never imported here: an interrupt may have stopped that half-way
    return errors is not None and isinstance(error, errors.CommandError)


def stop_of(stack: str, text: str) -> Stop:
    """The end of a command whose operation did not even start; `text` is all that the engine printed."""
    known = failure_of(text)
    if known:
        return Stop(known.code, known.remedy(stack))
    return Stop(Exit.FAULT, f"`pulumi` cannot work on {stack}: {reason(text)}")


def reason(text: str) -> str:
    """The engine's own words without what only surrounds them."""
    lines = [line.strip() for line in text.splitlines() if not NOISE.match(line)]
    told = [re.sub(r"^(stderr: |stdout: )?error: ", "", line) for line in lines if "error:" in line]
    return " ".join(told or lines) or "it says nothing"
