"""Raw Pulumi configuration in, a stack's settings out, or every reason why not. The only module that uses pydantic."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any
from unicodedata import normalize

from pydantic import ConfigDict, TypeAdapter

from model.contradictions import Known, contradictions
from model.keys import stack_keys
from model.object_reading import OBJECTS, read_terms
from model.placement import Account, Placement, deployment_role_arn
from model.problems import SettingsError
from model.reading import Reader
from model.secrecy import without_secrets
from model.settings import StackSettings
from model.tags import CostAllocationTags
from model.term_contradictions import term_contradictions
from model.terms import BillingTerms

MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00:00[^0-9]?.*)?")
"""A day. `pulumi config set` rewrites an unquoted one in the same file as `2026-10-01 00:00:00 +0000 UTC`."""


def parse_settings(raw: Mapping[str, str], secrets: Collection[str], stack: str) -> StackSettings:
    """The settings of a stack, from Pulumi configuration: key without `clientenv:` to its raw text (JSON where it is an object or list).

    `secrets` names the keys that are encrypted; `stack` is the stack's name, for the messages.
    Raises SettingsError with every problem at once; no message shows the value of a secret.
    """
    reader = Reader(stack=stack, secrets=secrets, convert=convert, objects=OBJECTS)
    reader.read(stack_keys(), raw)
    known = Known(values=reader.values, given=reader.given, secrets=secrets, stack=stack)
    problems = [*reader.problems, *contradictions(known)]
    if problems:
        hidden = without_secrets(problems, raw, reader.is_secret)
        raise SettingsError(hidden, f"Pulumi.{stack}.yaml", f"pulumi preview -s {stack}")
    return _settings(reader)


def parse_terms(raw: Mapping[str, Any], placement: Placement | None = None) -> BillingTerms:
    """Billing terms alone, from the `billing` object of a stack file. Raises SettingsError with every problem at once."""
    reader = Reader(stack=None, secrets=(), convert=convert, objects=OBJECTS)
    terms = read_terms(reader, raw, "billing")
    problems = [*reader.problems, *term_contradictions(reader.values, placement)]
    if problems or terms is None:
        raise SettingsError(problems, "the billing terms")
    return terms


def convert(kind: Any, raw: Any) -> Any:
    """A raw value as a value of that kind: numbers and booleans may be text. Raises ValueError where it is not one."""
    if kind is date:
        day = MIDNIGHT.fullmatch(raw) if isinstance(raw, str) else None
        return date.fromisoformat(day[1] if day else "not a day")
    if isinstance(raw, bool) and kind is not bool:
        raise ValueError("a boolean is no number and no text")
    value = _adapter(kind).validate_python(raw)
    return normalize("NFC", value) if isinstance(value, str) else value


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind, config=ConfigDict(coerce_numbers_to_str=True))


def _settings(reader: Reader) -> StackSettings:
    """The settings, once nothing is wrong with them."""
    by_owner = {
        owner: reader.fields([key for key in stack_keys() if key.owner is owner]) for owner in (CostAllocationTags, Account, StackSettings)
    }
    account = Account(**by_owner[Account])
    if account.placement.enters_by_role and account.deployment_role_arn is None:
        account = Account(**{**by_owner[Account], "deployment_role_arn": deployment_role_arn(account.account_id)})
    return StackSettings(tags=CostAllocationTags(**by_owner[CostAllocationTags]), account=account, **by_owner[StackSettings])
