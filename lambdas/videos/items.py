"""DynamoDB's typed values to plain ones and back. The tables hold text and whole numbers only."""

from collections.abc import Mapping

Plain = str | int
Typed = dict[str, str]


def typed(value: Plain) -> Typed:
    """`{"S": ...}` or `{"N": ...}`."""
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def typed_item(item: Mapping[str, Plain | None]) -> dict[str, Typed]:
    """An item without the attributes that are None."""
    return {name: typed(value) for name, value in item.items() if value is not None}


def plain_item(item: Mapping[str, Typed]) -> dict[str, Plain]:
    """Raises KeyError for a type that the tables do not hold."""
    return {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}
