"""The rules that an operation of the engine is held to."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class PolicyPack:
    """Rules that an operation is held to."""

    folder: Path
    config: Path | None = None
    """Says which rules only advise this time."""


def packs_of(policy: PolicyPack | None) -> tuple[list[str] | None, list[str] | None]:
    """Folders and configurations, as the Automation API takes them."""
    if policy is None:
        return None, None
    return [str(policy.folder)], [str(policy.config)] if policy.config else None
