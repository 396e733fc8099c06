"""Which files are the month's delivery. AWS delivers a month again and again, each time whole; two deliveries are never added up."""

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from billing.domain.month import Month
from billing.sources.exports.files import DataFile, Format, read_schema
from billing.sources.exports.manifests import Manifest, manifests_of
from billing.sources.exports.problems import ExportError
from billing.sources.exports.tables import table_of

ENDINGS = (".parquet", ".csv", ".csv.gz", ".gz")
"""Endings of data files, where a whole folder is named."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Files that belong together."""

    what: str
    """For a message: table, format and folder, or the manifest."""
    files: tuple[DataFile, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a path or glob came to."""

    deliveries: tuple[Delivery, ...]
    notices: tuple[str, ...] = ()


def find(export: str, month: Month) -> Found:
    """The deliveries that the path or glob matches, those of other months among them. Raises ExportError where it matches nothing, a file
    cannot be read, or a manifest of the month names a file that is not here."""
    matched = _matched(export)
    manifests = manifests_of(matched, month)
    notices: list[str] = []
    deliveries = [_listed(manifest, matched, month, notices) for manifest in manifests]
    loose = [path for path in matched if not any(manifest.decides(path) for manifest in manifests)]
    return Found(deliveries=(*deliveries, *_by_folder(loose)), notices=tuple(notices))


def _matched(export: str) -> list[Path]:
    path = Path(export).expanduser()
    if path.is_dir():
        found = [each for each in path.rglob("*") if each.name.lower().endswith(ENDINGS)]
    else:
        found = [path] if path.exists() else [Path(each) for each in glob.glob(str(path), recursive=True)]
    files = sorted({each.absolute() for each in found if each.is_file() and not each.name.lower().endswith((".json", ".sql", ".yml"))})
    if not files:
        raise ExportError(f"No file of an export matches {export}. Give a Parquet or CSV file, its folder, or a glob in quotes.")
    return files


def _listed(manifest: Manifest, matched: Sequence[Path], month: Month, notices: list[str]) -> Delivery:
    """The manifest's delivery. What else lies there has been replaced by it."""
    missing = [path for path in manifest.files if not path.is_file()]
    if missing:
        raise ExportError(
            f"{manifest.path} names {len(manifest.files)} files of {month}, and of these {missing[0].name} is not here"
            f"{f' (nor {len(missing) - 1} others)' if len(missing) > 1 else ''}. Download the whole delivery, then run the same command."
        )
    wanted = set(manifest.files)
    older = [path for path in matched if manifest.decides(path) and path not in wanted]
    added = wanted - set(matched)
    if older:
        notices.append(f"{len(older)} files of earlier deliveries are left out: {manifest.path} does not name them.")
    if added:
        notices.append(f"{len(added)} files more than --export matches are read: {manifest.path} names them.")
    return Delivery(what=f"the delivery of {manifest.path}", files=tuple(read_schema(path) for path in sorted(wanted)))


def _by_folder(paths: Sequence[Path]) -> list[Delivery]:
    """Without a manifest, files of one table, format and folder are taken for the parts of one delivery."""
    groups: dict[tuple[Path, str, Format], list[DataFile]] = {}
    for file in map(read_schema, paths):
        table = table_of(file.by_name)
        groups.setdefault((file.path.parent, table.name if table else "", file.format), []).append(file)
    return [
        Delivery(what=f"{table or 'a table'} as {format} in {folder}, files: {len(files)}", files=tuple(files))
        for (folder, table, format), files in groups.items()
    ]
