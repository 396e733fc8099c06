"""How a command ends."""

from enum import IntEnum

TRACEBACK = "CLIENTENV_TRACEBACK"
"""Environment variable: a fault that nobody foresaw ends with where it happened."""


class Exit(IntEnum):
    """Exit codes of `clientenv`."""

    DONE = 0
    FAULT = 1
    """Something broke: a service, a disk, a bug."""
    USAGE = 2
    """The command line, the settings or an input file are wrong; nothing was done."""
    REFUSED = 3
    """Wrong account, or unsafe; nothing was done."""
    TOOL_MISSING = 4
    """A program that the command needs is not installed."""
    PARTLY_DONE = 5
    """Some of it is done; the message says what is left."""


class Stop(Exception):
    """Ends the command with one message for the person who typed it."""

    def __init__(self, code: Exit, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.by: str | None = None
        """ARN of whoever typed it, where AWS has said that before it ended."""


def unforeseen(error: BaseException) -> str:
    """Words for a fault that is nobody's message."""
    return f"clientenv broke: {type(error).__name__}: {error}\nTo see where, set {TRACEBACK}=1 and run it again."
