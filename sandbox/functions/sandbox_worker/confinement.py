"""Keeps a function on this machine: connections to loopback only, no other programs.

By an audit hook, because that cannot be taken off again.
"""

import ipaddress
import sys
from typing import Any

_CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_RESOLVING = {"socket.getaddrinfo", "socket.gethostbyname"}
_STARTING_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}


class OutsideTheSandbox(PermissionError):
    """Raised where a function would leave the sandbox."""


def is_loopback(host: object) -> bool:
    """Whether a host, as given to a socket call, is this machine: `localhost` or an address in 127.0.0.0/8 or ::1. None and "" are."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _CONNECTING:
        address = arguments[1]
        if address is not None and not (isinstance(address, tuple) and is_loopback(address[0])):
            raise OutsideTheSandbox(f"The sandbox lets functions connect to 127.0.0.1 only, not to {address!r}. Use AWS_ENDPOINT_URL.")
    elif event in _RESOLVING:
        if not is_loopback(arguments[0]):
            raise OutsideTheSandbox(f"The sandbox resolves no host names for functions: {arguments[0]!r}. Use AWS_ENDPOINT_URL.")
    elif event in _STARTING_PROGRAMS:
        raise OutsideTheSandbox(f"The sandbox starts no other programs for functions: {arguments[0]!r}.")


def confine() -> None:
    """Switches the confinement on, for the rest of this process's life."""
    sys.addaudithook(_audit)
