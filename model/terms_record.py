"""Billing terms as plain data, in the spelling of the `billing` object: what a stack's outputs carry and billing reads back.

Amounts are decimal strings, days ISO dates; what is None is left out. Reading needs no pydantic, so Lambdas can.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from model.keys import SettingKey, one_off_keys, term_keys
from model.terms import PRICING, BillingTerms, OneOffLine, PricingModel


def as_record(terms: BillingTerms) -> dict[str, Any]:
    """The terms with all their defaults spelt out, so that a later default changes nothing that was agreed."""
    values = {**vars(terms), **vars(terms.pricing), "model": terms.model}
    return {key.name: _plain(values[key.field]) for key in term_keys(terms.model) if values[key.field] is not None}


def from_record(record: Mapping[str, Any]) -> BillingTerms:
    """The terms that `as_record` wrote.

    Raises ValueError naming what is missing, unknown or unreadable: a record is written by this program and is never half right.
    """
    model = PricingModel(record.get("model", "(missing)"))
    keys = {key.name: key for key in term_keys(model)}
    fields = _fields(record, keys)
    fields.pop("model")
    own = {key.field for key in keys.values() if key.owner is PRICING[model]}
    pricing = PRICING[model](**{name: fields.pop(name) for name in own & fields.keys()})
    return BillingTerms(pricing=pricing, **fields)


def _plain(value: Any) -> Any:
    match value:
        case BillingTerms():
            return as_record(value)
        case OneOffLine():
            return {key.name: _plain(getattr(value, key.field)) for key in one_off_keys() if getattr(value, key.field) is not None}
        case tuple():
            return [_plain(entry) for entry in value]
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case PricingModel():
            return value.value
    return value


def _fields(record: Mapping[str, Any], keys: Mapping[str, SettingKey]) -> dict[str, Any]:
    missing = [name for name, key in keys.items() if key.required and name not in record]
    if wrong := [*missing, *(name for name in record if name not in keys)]:
        raise ValueError(f"these billing terms were not written by this version of clientenv: {', '.join(wrong)} missing or unknown")
    return {keys[name].field: _typed(keys[name], value) for name, value in record.items()}


def _typed(key: SettingKey, value: Any) -> Any:
    if key.kind == tuple[BillingTerms, ...]:
        return tuple(from_record(entry) for entry in value)
    if key.kind == tuple[OneOffLine, ...]:
        lines = {line.name: line for line in one_off_keys()}
        return tuple(OneOffLine(**_fields(entry, lines)) for entry in value)
    if key.kind is date:
        return date.fromisoformat(value)
    if key.kind is Decimal:
        return _decimal(key, value)
    return int(value) if key.kind is int else value  # a number comes back from a stack's outputs as a float


def _decimal(key: SettingKey, value: Any) -> Decimal:
    if not isinstance(value, str):
        raise ValueError(f"{key.name} must be a decimal string, not {value!r}: a float has lost what was agreed")
    return Decimal(value)
