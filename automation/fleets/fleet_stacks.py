"""The stacks that have a file in the project, each with what it can be chosen by. An unlawful file is its own stack's problem alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from automation.exits import Stop
from automation.stack_file import StackFile, read_settings, read_stack_file, stacks_of
from model.settings import StackSettings
from model.uniqueness import check_unique

KEYS = ("client", "slug", "environment", "placement", "accountId", "homeRegion", "owner", "project", "costCenter", "billingGroup")
"""Settings that stacks are chosen by, as they are spelt in the stack files."""


@dataclass(frozen=True, kw_only=True)
class FleetStack:
    """One stack as a fleet sees it."""

    name: str
    facts: Mapping[str, str]
    """Value of each of `KEYS`; where the file is unlawful, of those that can be read."""
    file_sha256: str
    """Fingerprint of the stack file: a stack whose file has changed since is not done."""
    problem: str = ""
    """Why its file cannot be used; empty where it can."""

    @property
    def account_id(self) -> str:
        return self.facts.get("accountId", "")


def read_fleet(folder: Path) -> list[FleetStack]:
    """Every stack of the project, by name. Reads files alone: neither engine nor AWS is asked."""
    files: dict[str, StackFile | Stop] = {name: _file(name, folder) for name in stacks_of(folder)}
    all_of_them = {name: file.raw for name, file in files.items() if isinstance(file, StackFile)}
    others = all_of_them if check_unique(all_of_them) else {}  # a thousand stacks are not compared a thousand times where none clash
    return [_stack(name, folder, file, others) for name, file in files.items()]


def _file(name: str, folder: Path) -> StackFile | Stop:
    try:
        return read_stack_file(name, folder)
    except Stop as stop:
        return stop


def _stack(name: str, folder: Path, file: StackFile | Stop, others: Mapping[str, Mapping[str, str]]) -> FleetStack:
    path = folder / f"Pulumi.{name}.yaml"
    sha = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    if isinstance(file, Stop):
        return FleetStack(name=name, facts={}, file_sha256=sha, problem=str(file))
    try:
        return FleetStack(name=name, facts=_settled(read_settings(file, others)), file_sha256=sha)
    except Stop as stop:
        return FleetStack(name=name, facts=_written(file), file_sha256=sha, problem=str(stop))


def _written(file: StackFile) -> dict[str, str]:
    """What the file itself says, lawful or not."""
    return {key: file.raw[key] for key in KEYS if key in file.raw}


def _settled(settings: StackSettings) -> dict[str, str]:
    """What the stack is told in the end, defaults included."""
    tags, account = settings.tags, settings.account
    values = (
        tags.client,
        settings.slug,
        tags.environment,
        account.placement,
        account.account_id,
        account.home_region,
        tags.owner,
        tags.project,
        tags.cost_center,
        tags.billing_group,
    )
    return {key: str(value) for key, value in zip(KEYS, values, strict=True)}
