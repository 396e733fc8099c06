"""Property values as they travel between a program and a deployer (Pulumi's protobuf Struct) and as boto3 wants them.

Signatures: sdk/go/common/resource/properties.go of pulumi/pulumi.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from google.protobuf import json_format, struct_pb2

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def from_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    """The Struct as plain Python, secrets still wrapped."""
    return dict(json_format.MessageToDict(struct))


def to_struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(dict(values))
    return struct


def plain(value: Any) -> Any:
    """A wire value without secret wrappers, whole floats as int (protobuf knows only doubles)."""
    if isinstance(value, dict):
        return plain(value["value"]) if value.get(SIGNATURE) == SECRET else {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def is_secret(value: Any) -> bool:
    """Whether the value, or anything inside it, is marked secret."""
    if isinstance(value, dict):
        return value.get(SIGNATURE) == SECRET or any(map(is_secret, value.values()))
    return isinstance(value, list) and any(map(is_secret, value))


def sealed(values: Mapping[str, Any], secret_keys: Iterable[str]) -> dict[str, Any]:
    """The values with those keys marked secret."""
    secret = set(secret_keys)
    return {key: {SIGNATURE: SECRET, "value": value} if key in secret and value is not None else value for key, value in values.items()}


def asset_bytes(asset: Mapping[str, Any]) -> bytes:
    """Content of an asset, or of an archive as a zip file with fixed dates: the same input gives the same bytes."""
    if "text" in asset:
        return str(asset["text"]).encode()
    if "path" in asset and Path(asset["path"]).is_file():
        return Path(asset["path"]).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in sorted(_files(asset)):
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _files(archive: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, bytes]]:
    if "path" in archive:
        root = Path(archive["path"])
        for path in root.rglob("*"):
            if path.is_file():
                yield at + path.relative_to(root).as_posix(), path.read_bytes()
    for name, inner in (archive.get("assets") or {}).items():
        if inner.get(SIGNATURE) == ARCHIVE:
            yield from _files(inner, f"{at}{name}/")
        else:
            yield at + name, asset_bytes(inner)
