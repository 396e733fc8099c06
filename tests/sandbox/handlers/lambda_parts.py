"""What the tests of functions, of their event sources and of their invocation make in common."""

import io
import zipfile

from sandbox import wire
from sandbox.handlers.handler import Properties
from tests.sandbox.handlers.cloud import Cloud

PROGRAM = "def handler(event, context): return event"


def archive(text: str = PROGRAM) -> Properties:
    """An archive of one file, as the SDK sends it."""
    return {wire.SIGNATURE: wire.ARCHIVE, "assets": {"main.py": {wire.SIGNATURE: wire.ASSET, "text": text}}}


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("main.py", text)
    return packed.getvalue()


def function(cloud: Cloud) -> str:
    """ARN of a new function."""
    made = cloud.client("lambda").create_function(
        FunctionName=cloud.name("function"),
        Runtime="python3.12",
        Role=cloud.role(),
        Handler="main.handler",
        Code={"ZipFile": zipped(PROGRAM)},
    )
    return made["FunctionArn"]


class Ending(str):
    """Equals every text that ends with it: the account's id is the server's to choose."""

    def __eq__(self, other: object) -> bool:
        return str(other).endswith(str(self))

    __hash__ = str.__hash__
