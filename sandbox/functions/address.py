"""Which function is meant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Address:
    """A function's account, region, name and qualifier."""

    account: str
    """Account id, 12 digits."""
    region: str
    """Region."""
    name: str
    """Function name."""
    qualifier: str = ""
    """Version or alias; empty = `$LATEST`."""

    @property
    def arn(self) -> str:
        """Its ARN, with the qualifier if there is one."""
        tail = f":{self.qualifier}" if self.qualifier else ""
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}{tail}"

    @classmethod
    def of(cls, arn: str) -> Address:
        """The address in a function's ARN. Raises ValueError for anything else."""
        parts = arn.split(":")
        if len(parts) not in (7, 8) or parts[2] != "lambda" or parts[5] != "function":
            raise ValueError(f"{arn!r} is not the ARN of a function.")
        return cls(account=parts[4], region=parts[3], name=parts[6], qualifier=parts[7] if len(parts) == 8 else "")

    @classmethod
    def meant(cls, name: str, account: str, region: str, qualifier: str = "") -> Address:
        """What a caller in an account and region means by a name, `name:qualifier`, `account:function:name` or an ARN."""
        if name.startswith("arn:"):
            found = cls.of(name)
        else:
            *owner, rest = name.split(":function:")
            bare, _, inline = rest.partition(":")
            found = cls(account=owner[0] if owner else account, region=region, name=bare, qualifier=inline)
        return cls(account=found.account, region=found.region, name=found.name, qualifier=found.qualifier or qualifier)
