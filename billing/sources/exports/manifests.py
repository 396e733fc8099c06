"""Manifests: AWS's own list of the files that make up a delivery.

Data Exports writes `<export>/data/BILLING_PERIOD=2026-10/...` and `<export>/metadata/BILLING_PERIOD=2026-10/<export>-Manifest.json`, whose
`dataFiles` are the delivery. With "create new" each delivery has a folder of its own below the period, and the manifest directly
below the period names the newest. Legacy reports have `<report>/20261001-20261101/<report>-Manifest.json` with `reportKeys`, and a folder
for each assembly. Source: AWS Data Exports user guide, "Understanding export delivery" and "Understanding your report versions".
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from billing.domain.month import Month
from billing.sources.exports.problems import ExportError

PATTERN = "*[Mm]anifest.json"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One manifest, as far as a bill needs it."""

    path: Path
    scope: Path
    """Folder whose data files it decides about: those that it does not name are older deliveries."""
    month: str | None
    """`2026-10`, None where it cannot be told."""
    files: tuple[Path, ...]
    """Where the files that it names are, or should be, here."""

    def decides(self, path: Path) -> bool:
        """Whether the file is its delivery's, or one that it replaces."""
        return path.is_relative_to(self.scope)


def manifests_of(paths: Iterable[Path], month: Month) -> list[Manifest]:
    """The manifests that decide about these files in the month, one a folder: the topmost, which names the newest delivery.

    Raises ExportError where two of equal rank decide about the month: then it is not known which delivery is the newest.
    """
    found = [read for path in sorted(set(_beside(paths))) if (read := _read(path)) and read.month in (None, str(month))]
    by_scope: dict[Path, list[Manifest]] = {}
    for manifest in sorted(found, key=lambda each: len(each.path.parts)):
        by_scope.setdefault(manifest.scope, []).append(manifest)
    scopes = [scope for scope in by_scope if not any(other != scope and scope.is_relative_to(other) for other in by_scope)]
    return [_topmost(by_scope[scope], month) for scope in sorted(scopes)]


def _topmost(manifests: Sequence[Manifest], month: Month) -> Manifest:
    first = manifests[0]
    rivals = [each for each in manifests if len(each.path.parts) == len(first.path.parts) and set(each.files) != set(first.files)]
    if rivals:
        listed = "\n".join(f"  {each.path}" for each in [first, *rivals])
        raise ExportError(
            f"There are several manifests of {month} side by side, so it is not known which delivery is the newest:\n{listed}\n"
            "Name the folder of one delivery with --export."
        )
    return first


def _beside(paths: Iterable[Path]) -> Iterable[Path]:
    """Manifests where AWS puts them, seen from the data files."""
    for folder in {path.parent for path in paths}:
        yield from folder.glob(PATTERN)
        yield from folder.parent.glob(PATTERN)
        for above in [folder, *folder.parents]:
            if above.parent.name == "data":
                yield from (above.parent.parent / "metadata" / above.name).rglob(PATTERN)


def _read(path: Path) -> Manifest | None:
    """None for a file that only looks like one."""
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise ExportError(f"{path} is no JSON ({error}), so it is not known which files are the delivery. Download it again.") from error
    keys = content.get("dataFiles") or content.get("reportKeys") if isinstance(content, dict) else None
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    return Manifest(path=path, scope=_scope(path), month=_month(path, content), files=tuple(_here(path, key) for key in keys))


def _scope(path: Path) -> Path:
    if "metadata" not in path.parts:
        return path.parent
    place = len(path.parts) - 1 - path.parts[::-1].index("metadata")
    return Path(*path.parts[:place], "data", *path.parts[place + 1 : place + 2]) if place + 2 < len(path.parts) else path.parent


def _month(path: Path, content: dict[str, object]) -> str | None:
    named = re.search(r"BILLING_PERIOD=(\d{4}-\d{2})", str(path))
    if named:
        return named[1]
    period = content.get("billingPeriod")
    digits = re.sub(r"\D", "", str(period.get("start", ""))) if isinstance(period, dict) else ""
    return f"{digits[:4]}-{digits[4:6]}" if len(digits) >= 6 else None


def _here(path: Path, key: str) -> Path:
    """The file that an S3 key names: below one of the manifest's folders, by as much of the key as there is, at least its name."""
    parts = [part for part in key.removeprefix("s3://").split("/") if part]
    if ".." in parts:
        raise ExportError(f"{path} names {key}, which is no key of an export. Download the manifest again.")
    tails = [Path(*parts[start:]) for start in range(len(parts))]
    candidates = [above / tail for tail in tails for above in path.parents]
    return next((each for each in candidates if each.is_file()), path.parent / tails[-1])
