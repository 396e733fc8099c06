"""The stacks that have a file in the project, each with what it can be chosen by. An unlawful file is its own stack's problem alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from automation.exits import Stop
from automation.stack_file import StackFile, read_settings, read_stack_file, stacks_of
from model.settings import StackSettings

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
    return [_stack(name, folder) for name in stacks_of(folder)]


def _stack(name: str, folder: Path) -> FleetStack:
    path = folder / f"Pulumi.{name}.yaml"
    sha = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    facts: dict[str, str] = {}
    try:
        file = read_stack_file(name, folder)
        facts = _written(file)
        facts = _settled(read_settings(file))
    except Stop as stop:
        return FleetStack(name=name, facts=facts, file_sha256=sha, problem=str(stop))
    return FleetStack(name=name, facts=facts, file_sha256=sha)


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
