"""What the embedded deployer remembers of a stack."""

import json
import os
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(kw_only=True)
class Resource:
    """One registered resource."""

    urn: str
    type: str
    id: str = ""
    parent: str = ""
    provider: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    secret_keys: list[str] = field(default_factory=list)
    dependencies: list[str] = field(default_factory=list)
    protect: bool = False

    @property
    def name(self) -> str:
        return self.urn.rsplit("::", 1)[-1]

    @property
    def region(self) -> str:
        return str(self.outputs.get("region", ""))


@dataclass(kw_only=True)
class StackState:
    """Resources by URN in the order of their creation, and the stack's outputs as they travel on the wire.

    Kept as JSON in clear text: the sandbox has no secrets worth keeping. The real engine encrypts.
    """

    project: str
    stack: str
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    complete: bool = True
    """False from the start of a deployment until all of it is there: the next one then goes on."""

    @classmethod
    def load(cls, folder: Path, project: str, stack: str) -> "StackState":
        """The saved state; an empty one when the stack was never deployed."""
        path = folder / f"{project}.{stack}.json"
        if not path.is_file():
            return cls(project=project, stack=stack)
        saved = json.loads(path.read_text())
        resources = {row["urn"]: Resource(**row) for row in saved["resources"]}
        return cls(project=project, stack=stack, resources=resources, outputs=saved["outputs"], complete=saved["complete"])

    def save(self, folder: Path) -> None:
        """Written beside and moved into place: a crash leaves the old file or the new one, and so does a full disk (OSError)."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.project}.{self.stack}.json"
        rows = [asdict(row) for row in self.resources.values()]
        text = json.dumps({"complete": self.complete, "outputs": self.outputs, "resources": rows}, indent=1)
        half = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
        try:
            half.touch(mode=0o600)
            half.write_text(text)
            os.replace(half, path)
        except OSError:
            half.unlink(missing_ok=True)
            raise
