"""Messages between the sandbox and a function's process: four bytes of length (big-endian), then JSON in UTF-8."""

import json
import os
import struct
from typing import Any

_LENGTH = struct.Struct(">I")


def pack(message: dict[str, Any]) -> bytes:
    """The bytes of one message, length first."""
    body = json.dumps(message).encode()
    return _LENGTH.pack(len(body)) + body


def write(descriptor: int, message: dict[str, Any]) -> None:
    """Writes one message whole; raises OSError when the other side is gone."""
    rest = memoryview(pack(message))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def unpack(received: bytearray) -> dict[str, Any] | None:
    """Takes the first whole message out of `received` and returns it; None while it is still incomplete."""
    if len(received) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack_from(received)
    end = _LENGTH.size + size
    if len(received) < end:
        return None
    message: dict[str, Any] = json.loads(bytes(received[_LENGTH.size : end]))
    del received[:end]
    return message


def read(descriptor: int) -> dict[str, Any] | None:
    """Waits for one message; None when the other side has closed."""
    received = bytearray()
    wanted = _LENGTH.size
    while len(received) < wanted:
        piece = os.read(descriptor, wanted - len(received))
        if not piece:
            return None
        received += piece
        if len(received) == _LENGTH.size:
            wanted += _LENGTH.unpack(received)[0]
    return unpack(received)
