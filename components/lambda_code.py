"""Zips of the functions' code: the same inputs give the same bytes on every machine."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lambdas.manifest import Function

PROJECT = Path(__file__).resolve().parent.parent
BUILD = PROJECT / ".build"
FORMAT = "1"
"""Raised when the way of packing changes, so that older zips count as stale."""
COMPILED = frozenset({".so", ".pyd", ".dylib", ".dll"})
"""Endings of machine code: it would run on one processor and one Python version only."""
LEFT_OUT = (".pyc", ".pyo")
OLDEST_DATE = (1980, 1, 1, 0, 0, 0)
"""Date of every file in a zip: the first that the format knows."""
READABLE_BY_ALL = 0o100644 << 16
UNIX = 3


class CompiledCode(Exception):
    """A package that should go into a zip is not pure Python."""


def function_zip(function: Function, project: Path = PROJECT, build: Path = BUILD) -> Path:
    """The function's zip, built if its inputs have changed since it was built last.

    Inputs are compared by name, size and time of change, which takes a few milliseconds; reading them would take tens.
    Raises CompiledCode, and LookupError where a third-party package is not installed.
    """
    files = zip_entries(function, project)
    packed, seal = build / f"{function.name}.zip", build / f"{function.name}.inputs"
    state = state_of(files)
    if not (packed.is_file() and seal.is_file() and seal.read_text(encoding="utf-8") == state):
        build.mkdir(parents=True, exist_ok=True)
        _replace(packed, lambda path: _pack(files, path))
        _replace(seal, lambda path: path.write_text(state, encoding="utf-8"))
    return packed


def zip_entries(function: Function, project: Path = PROJECT) -> dict[str, Path]:
    """Name in the zip to file, sorted by name: the project's packages as they lie in it, third-party ones at the root."""
    entries = {"lambdas/__init__.py": project / "lambdas" / "__init__.py"}
    for package in function.packages:
        entries |= {f"{package}/{name}": path for name, path in _files(project / package)}
    for name in function.third_party:
        entries |= _third_party(name)
    entries |= function.further_entries(project)
    if compiled := [name for name, path in entries.items() if path.suffix in COMPILED]:
        raise CompiledCode(
            f"{function.name}: {', '.join(sorted(compiled))} is compiled, but a function's zip holds pure Python only. "
            "Take the package out of lambdas/manifest.py, or pin a version without compiled files in requirements.txt."
        )
    return dict(sorted(entries.items()))


def state_of(files: Mapping[str, Path]) -> str:
    """What tells whether a zip is stale."""
    lines = [FORMAT]
    for name, path in files.items():
        found = path.stat()
        lines.append(f"{name} {found.st_size} {found.st_mtime_ns} {path}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@cache
def _third_party(name: str) -> dict[str, Path]:
    """Its Python alone (Powertools ships a megabyte of JavaScript for API documentation), and what must be refused."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise LookupError(f"{name} is not installed, and the functions need it. Run `pip install -r requirements.txt`.")
    if spec.submodule_search_locations is None:
        return {Path(spec.origin).name: Path(spec.origin)}
    return {f"{name}/{inner}": path for inner, path in _files(Path(spec.origin).parent) if path.suffix in COMPILED | {".py"}}


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Name below the folder, to file. By `os.walk`: this runs for every function in every preview."""
    for place, _, names in os.walk(folder):
        below = Path(place).relative_to(folder).as_posix()
        for name in names:
            if not name.endswith(LEFT_OUT):
                yield name if below == "." else f"{below}/{name}", Path(place, name)


def _pack(files: Mapping[str, Path], path: Path) -> None:
    """Stored, not deflated: what a compressor makes of the same bytes differs between versions of zlib."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, source in files.items():
            entry = zipfile.ZipInfo(name, OLDEST_DATE)
            entry.external_attr, entry.create_system = READABLE_BY_ALL, UNIX
            archive.writestr(entry, source.read_bytes())


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Whole or not at all: stacks that are deployed side by side build into the same folder."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    write(unfinished)
    unfinished.replace(path)
