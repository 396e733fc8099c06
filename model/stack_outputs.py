"""What any stack of the program tells others: written and read back by one rule, whosever stack it is."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class StackOutputs:
    """Base of a stack's outputs, none of them secret. Typed Any: the program fills in Pulumi Outputs, readers get plain values."""

    # Without annotations, so that these three are no outputs themselves.
    NAMED = "the stack's outputs"
    """They, in messages."""
    UPDATE = "Run `pulumi up` on that stack with this version of clientenv"
    """What to do about outputs of another version: how the sentence begins."""
    VERSION = 1
    """What this program reads. Raised whenever an output changes its meaning or goes away; a reader refuses what it does not know."""

    schema_version: Any

    def as_exports(self) -> dict[str, Any]:
        """Stack output name to value; the field names are the only place where output names are spelt."""
        return dict(vars(self))  # not asdict: it copies values, and an Output cannot be copied

    @classmethod
    def from_outputs(cls, outputs: Mapping[str, Any]) -> Self:
        """The outputs of a deployed stack. Outputs that are not ours are left alone; the engine leaves out what is None.

        Raises ValueError where another output is missing or the stack speaks another schema version.
        """
        if missing := [field.name for field in fields(cls) if field.default is not None and field.name not in outputs]:
            raise ValueError(f"{cls.NAMED} are not complete; missing: {', '.join(missing)}. {cls.UPDATE}.")
        if outputs["schema_version"] != cls.VERSION:
            raise ValueError(
                f"{cls.NAMED} have schema_version {outputs['schema_version']}, this program reads {cls.VERSION}. "
                f"{cls.UPDATE}, or use the version that deployed it."
            )
        return cls(**{field.name: outputs.get(field.name) for field in fields(cls)})
