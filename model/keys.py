"""The keys of a stack file, read off the dataclasses that they fill: nothing about a setting is written twice.

A key is its field in camelCase (`monthlyBudgetUsd` fills `monthly_budget_usd`); type, rule and default are the field's. The settings
reference adds the field's docstring.
"""

from dataclasses import MISSING, Field, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from model.placement import Account
from model.rules import OneOf, Rule
from model.settings import NetworkSettings, StackSettings
from model.tags import CostAllocationTags
from model.terms import PRICING, BillingTerms, OneOffLine, PricingModel

REQUIRED = object()
"""The default of a key that has none."""


KIND_TEXT = {
    bool: "true or false",
    int: "a whole number",
    date: "a day as YYYY-MM-DD",
    BillingTerms: "an object with a model and its prices",
    NetworkSettings: "an object with the keys of the network",
    tuple[OneOffLine, ...]: "a list of objects with id, text and amount",
    tuple[BillingTerms, ...]: "a list of terms, each with validFrom",
}


@dataclass(frozen=True, kw_only=True)
class SettingKey:
    """One key of a stack file."""

    name: str
    owner: type
    field: str
    """The field of the owner that it fills; its docstring is the key's meaning."""
    kind: Any
    """Type of the value once it is read, without None: `int`, `Decimal`, `tuple[str, ...]`, a dataclass for a nested object."""
    rule: Rule | None = None
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def keys_of(owner: type, *, without: tuple[str, ...] = ()) -> tuple[SettingKey, ...]:
    """A key for each field of a dataclass but those that are left out."""
    hints = get_type_hints(owner, include_extras=True)
    return tuple(_key(owner, field, hints[field.name]) for field in fields(owner) if field.name not in without)


def _key(owner: type, field: Field[Any], hint: Any) -> SettingKey:
    hint, rule = get_args(hint)[:2] if get_origin(hint) is Annotated else (hint, None)
    return SettingKey(
        name=camel_case(field.name), owner=owner, field=field.name, kind=_without_none(hint), rule=rule, default=_default(field)
    )


def _without_none(hint: Any) -> Any:
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    return kinds[0] if get_origin(hint) in (Union, UnionType) and len(kinds) == 1 else hint


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return REQUIRED if field.default is MISSING else field.default


def camel_case(field: str) -> str:
    """`monthly_budget_usd` as `monthlyBudgetUsd`."""
    first, *rest = field.split("_")
    return first + "".join(word.capitalize() for word in rest)


@cache
def stack_keys() -> tuple[SettingKey, ...]:
    """The keys under `clientenv:`, in the order of the reference. The fields of tags and account stand flat beside the others."""
    tags = {key.field: key for key in keys_of(CostAllocationTags)}
    stack = {key.field: key for key in keys_of(StackSettings, without=("tags", "account"))}
    extra = SettingKey(**{**vars(tags.pop("extra")), "name": "tags"})
    return (tags.pop("client"), stack.pop("slug"), *tags.values(), extra, *keys_of(Account), *stack.values())


@cache
def network_keys() -> tuple[SettingKey, ...]:
    """The keys of the object `network`."""
    return keys_of(NetworkSettings)


@cache
def one_off_keys() -> tuple[SettingKey, ...]:
    """The keys of an entry of `billing.oneOff`."""
    return keys_of(OneOffLine)


MODEL = SettingKey(name="model", owner=BillingTerms, field="model", kind=PricingModel, rule=OneOf(tuple(PricingModel)))


@cache
def term_keys(model: PricingModel | None) -> tuple[SettingKey, ...]:
    """The keys of the object `billing` under one pricing model; without a model, those that all models share."""
    own = keys_of(PRICING[model]) if model else ()
    return (MODEL, *own, *keys_of(BillingTerms, without=("pricing",)))


@cache
def foreign_models(name: str) -> tuple[PricingModel, ...]:
    """The pricing models that have a key of that name; none where it belongs to all of them or to no terms."""
    return tuple(model for model in PricingModel if name in {key.name for key in keys_of(PRICING[model])})


def is_choice(kind: Any) -> bool:
    """Whether it is read as text first, and becomes one of a few values."""
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def rule_text(key: SettingKey) -> str:
    """What a value of the key must be, as the reader sees it."""
    return key.rule.text if key.rule else KIND_TEXT[key.kind]
