"""One structure in two spellings, Pulumi's and AWS's, as one table that is read in both directions."""

from collections.abc import Mapping
from typing import Any


class Spelling:
    """How the properties of a structure are called on both sides.

        TARGET = Spelling("arn", "input", targetId="Id", deadLetterConfig=("DeadLetterConfig", Spelling("arn")))

    `arn` alone is `Arn` in AWS; a keyword gives another name; a pair says what stands below, in a structure or in a list of them.
    """

    def __init__(self, *capitalised: str, **named: "str | tuple[str, Spelling]") -> None:
        pairs = {**{name: name[0].upper() + name[1:] for name in capitalised}, **named}
        self._fields = {name: aws if isinstance(aws, tuple) else (aws, None) for name, aws in pairs.items()}

    def to_aws(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters for boto3, without what is None or not in the table."""
        return {
            aws: below.each(below.to_aws, values[name]) if below else values[name]
            for name, (aws, below) in self._fields.items()
            if values.get(name) is not None
        }

    def to_pulumi(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Every property of the table, None where the answer has none: the whole live state, so that a removal is seen too."""
        return {
            name: below.each(below.known, answer[aws]) if below and answer.get(aws) is not None else answer.get(aws)
            for name, (aws, below) in self._fields.items()
        }

    def known(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Only the properties that the answer has, as they stand inside another structure."""
        return {name: value for name, value in self.to_pulumi(answer).items() if value is not None}

    @staticmethod
    def each(translate: Any, value: Any) -> Any:
        return [translate(inner) for inner in value] if isinstance(value, list) else translate(value)
