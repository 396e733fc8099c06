"""What keeps the sandbox away from real AWS: an environment built from nothing, and sockets that reach loopback only."""

import ipaddress
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEPT = ("PATH", "LANG", "LC_ALL", "TERM", "COLUMNS", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")
"""What a sandbox process inherits. Everything else, above all AWS_*, PULUMI_* and proxies, is left behind."""


class OffLoopback(OSError):
    """Something in the sandbox tried to reach another machine."""


def sandbox_environment(endpoint: str, folder: Path, credentials: Mapping[str, str] | None = None, **more: str) -> dict[str, str]:
    """Environment variables for a process of the sandbox.

    `endpoint` is the sandbox's URL on loopback; `credentials` has AccessKeyId, SecretAccessKey and perhaps SessionToken.
    Home, config files and the metadata service are switched off, so no real login can be picked up by accident.
    """
    keys = credentials or {"AccessKeyId": "none", "SecretAccessKey": "none"}
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "HOME": str(home),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        **({"AWS_SESSION_TOKEN": keys["SessionToken"]} if keys.get("SessionToken") else {}),
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "GRPC_VERBOSITY": "ERROR",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(Path(__file__).parent.parent),
        **more,
    }


def only_loopback() -> None:
    """From now on a connection of this process to anything but this machine raises OffLoopback."""
    sys.addaudithook(_refuse_other_machines)


def _refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" or event == "socket.sendto":
        connection, address = arguments[0], arguments[-1]
        if connection.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(str(address[0])):
            raise OffLoopback(f"the sandbox may not reach {address[0]}: it lives on this machine only")
    elif event == "socket.getaddrinfo" and not is_loopback(_text(arguments[0])):
        raise OffLoopback(f"the sandbox may not look up {_text(arguments[0])}: it lives on this machine only")


def is_loopback(host: str) -> bool:
    if host in ("", "None", "localhost") or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def _text(host: object) -> str:
    return host.decode() if isinstance(host, bytes) else str(host)
