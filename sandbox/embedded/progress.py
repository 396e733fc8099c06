"""One line per resource while a stack is being deployed or destroyed."""

import sys
import threading
from typing import Protocol, TextIO

from sandbox.embedded.state import Resource


class Progress(Protocol):
    def created(self, resource: Resource, seconds: float) -> None: ...
    def deleted(self, resource: Resource, seconds: float) -> None: ...


class Silent:
    """For tests."""

    def created(self, resource: Resource, seconds: float) -> None:
        pass

    def deleted(self, resource: Resource, seconds: float) -> None:
        pass


class Lines:
    """`  + sqs/queue  acme-prod-uploads  0.1 s`; whole lines only, though many threads print."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def created(self, resource: Resource, seconds: float) -> None:
        self._line("+", resource, seconds)

    def deleted(self, resource: Resource, seconds: float) -> None:
        self._line("-", resource, seconds)

    def _line(self, sign: str, resource: Resource, seconds: float) -> None:
        if resource.id and not resource.type.startswith("pulumi:"):
            with self._lock:
                print(f"  {sign} {short_type(resource.type):28} {resource.name[:40]:40} {seconds:4.1f} s", file=self._stream, flush=True)


def short_type(type_: str) -> str:
    """`aws:sqs/queue:Queue` is `sqs Queue`."""
    package, module, name = type_.split(":")
    return f"{module.split('/')[0]} {name}" if package == "aws" else type_
