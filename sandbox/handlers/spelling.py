"""One structure in two spellings, Pulumi's and AWS's, as one table that is read in both directions."""

from collections.abc import Mapping
from typing import Any, Protocol


class Part(Protocol):
    """What stands below a property and is spelled in two ways itself."""

    def outward(self, value: Any) -> Any: ...
    def inward(self, value: Any) -> Any: ...


class Spelling:
    """How the properties of a structure are called on both sides.

        TARGET = Spelling("arn", "input", targetId="Id", deadLetterConfig=("DeadLetterConfig", Spelling("arn")))

    `arn` alone is `Arn` in AWS; a keyword gives another name; a pair says what stands below, in a structure or in a list of them.
    """

    def __init__(self, *capitalised: str, **named: str | tuple[str, Part]) -> None:
        pairs = {**{name: name[0].upper() + name[1:] for name in capitalised}, **named}
        self._fields = {name: aws if isinstance(aws, tuple) else (aws, None) for name, aws in pairs.items()}

    def to_aws(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters for boto3, without what is None or not in the table."""
        return {
            aws: part.outward(values[name]) if part else values[name]
            for name, (aws, part) in self._fields.items()
            if values.get(name) is not None
        }

    def to_pulumi(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Every property of the table, None where the answer has none: the whole live state, so that a removal is seen too."""
        return {
            name: part.inward(answer[aws]) if part and answer.get(aws) is not None else answer.get(aws)
            for name, (aws, part) in self._fields.items()
        }

    def known(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Only the properties that the answer has and that say something, as they stand inside another structure."""
        return {name: value for name, value in self.to_pulumi(answer).items() if value not in (None, [], {})}

    def outward(self, value: Any) -> Any:
        return [self.to_aws(inner) for inner in value] if isinstance(value, list) else self.to_aws(value)

    def inward(self, value: Any) -> Any:
        return [self.known(inner) for inner in value] if isinstance(value, list) else self.known(value)


class Pairs:
    """A map in Pulumi that is a list of pairs in AWS, such as the dimensions of a metric."""

    def __init__(self, key: str = "Name", value: str = "Value") -> None:
        self.key, self.value = key, value

    def outward(self, value: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{self.key: name, self.value: inner} for name, inner in value.items()]

    def inward(self, value: list[Mapping[str, Any]]) -> dict[str, Any]:
        return {each[self.key]: each[self.value] for each in value}
