"""What both deployers do with a handler: one resource's create, read, update and delete against an account."""

from typing import Any

from sandbox.handlers.account import ProviderAccount
from sandbox.handlers.handler import Handler, Properties, is_gone
from sandbox.handlers.properties import auto_name


class NotReadBack(Exception):
    """The resource was made and exists, with this id, but could not be read; in the words of the error that came instead."""

    def __init__(self, id: str, error: Exception) -> None:
        super().__init__(str(error))
        self.id, self.error = id, error


def checked(handler: Handler, logical_name: str, inputs: Properties, suffix: str, known_name: str | None = None) -> Properties:
    """Inputs as the provider takes them: defaults and the generated name filled in. Raises UnsupportedInput."""
    complete = {**handler.defaults, **{key: value for key, value in inputs.items() if value is not None}}
    handler.check(complete)
    if handler.name_input and not complete.get(handler.name_input):
        generated = auto_name(logical_name, suffix, handler.longest_name)
        complete[handler.name_input] = known_name or (generated.lower() if handler.lower_case else generated)
    return complete


def create(handler: Handler, account: ProviderAccount, inputs: Properties) -> tuple[str, Properties]:
    """Makes the resource; returns its id and its whole state. Raises NotReadBack."""
    aws = account.client(handler.service, inputs.get("region"))
    id = handler.create(aws, with_default_tags(account, inputs))
    try:
        live = handler.read(aws, id, inputs) or {}
    except Exception as error:
        raise NotReadBack(id, error) from error
    return id, {**inputs, **live, "region": inputs.get("region") or account.region}


def read(handler: Handler, account: ProviderAccount, id: str, state: Properties) -> Properties | None:
    """The live state, None when the resource is gone."""
    try:
        return handler.read(account.client(handler.service, state.get("region")), id, state)
    except Exception as error:
        if is_gone(error):
            return None
        raise


def update(handler: Handler, account: ProviderAccount, id: str, old: Properties, new: Properties) -> Properties:
    """Changes the resource in place; returns its whole state."""
    aws = account.client(handler.service, new.get("region"))
    handler.update(aws, id, old, with_default_tags(account, new))
    return {**new, **(handler.read(aws, id, new) or {}), "region": new.get("region") or account.region}


def delete(handler: Handler, account: ProviderAccount, id: str, state: Properties) -> None:
    """Deletes the resource; one that is gone already counts as deleted."""
    try:
        handler.delete(account.client(handler.service, state.get("region")), id, state)
    except Exception as error:
        if not is_gone(error):
            raise


def with_default_tags(account: ProviderAccount, inputs: Properties) -> dict[str, Any]:
    if not account.default_tags:
        return inputs
    return {**inputs, "tags": {**account.default_tags, **(inputs.get("tags") or {})}}
