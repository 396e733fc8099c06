"""A disk that is full, a folder that may not be written: one line with the rule, the path and the remedy, for every command."""

import errno
import os
from pathlib import Path

REASONS = {
    errno.ENOSPC: ("the disk is full", "Make room on it (`df -h .` shows how much there is)"),
    errno.EDQUOT: ("your quota of disk space is used up", "Make room"),
    errno.EFBIG: ("a file may not grow that large here", "Raise the limit (`ulimit -f unlimited`)"),
    errno.EROFS: ("the file system is read-only", "Work in a folder that can be written"),
    errno.EACCES: ("you may not write there", "Work in a folder of your own, or have it given to you (`chown`)"),
    errno.EPERM: ("you may not write there", "Work in a folder of your own, or have it given to you (`chown`)"),
    errno.ENOTDIR: ("a file is in the way where a folder is needed", "Move that file away"),
    errno.EEXIST: ("a file is in the way where a folder is needed", "Move that file away"),
    errno.EISDIR: ("a folder is in the way where a file is needed", "Move that folder away"),
}
"""What the operating system refuses and what helps, by its number."""


def is_storage_fault(error: BaseException) -> bool:
    """Whether an error is about where files are kept; one of the network is not."""
    return isinstance(error, OSError) and not isinstance(error, ConnectionError) and error.errno in REASONS


def storage_fault(error: OSError, folder: Path) -> str:
    """The line. `folder` is named where the system does not say which file it was, as it does not while writing."""
    reason, remedy = REASONS[error.errno or 0]
    place = os.path.relpath(error.filename if isinstance(error.filename, str | bytes | os.PathLike) else folder)
    return f"Cannot write {place!s}: {reason}. {remedy}, then run the same command again."
