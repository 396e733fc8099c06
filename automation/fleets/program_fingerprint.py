"""Which program the stacks are held to: what was done with another one is not done."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

PARTS = ("Pulumi.yaml", "__main__.py", "components", "lambdas", "model", "policy", "web", "requirements/run.txt")
"""What decides, beside the stack file, what a stack becomes."""


def program_fingerprint(folder: Path) -> str:
    """SHA-256 over names and bytes of the program's files. By content and not by commit: what is not committed deploys as well."""
    found = sha256()
    for path in sorted(_files(folder)):
        data = path.read_bytes()
        found.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return found.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for part in PARTS:
        path = folder / part
        inside = path.rglob("*") if path.is_dir() else [path]
        yield from (each for each in inside if each.is_file() and "__pycache__" not in each.parts)
