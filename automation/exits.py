"""How a command ends."""

from enum import IntEnum


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
