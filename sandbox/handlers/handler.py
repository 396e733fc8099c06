"""What every resource handler is, and the register in which they are found."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, ClassVar

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from sandbox.handlers.properties import unsupported

Properties = dict[str, Any]
"""Inputs or outputs of a resource, in Pulumi's spelling (camelCase), secrets unwrapped, whole numbers as int."""


class UnsupportedInput(Exception):
    """The program asks for a type or a property that the sandbox does not have."""


class Handler:
    """How one resource type lives in AWS.

    `create` returns nothing but the id and `read` the whole live state, so creating, refreshing, importing and
    looking for drift share one function. What a resource says after `create` is `{**inputs, **read(id)}`.
    """

    type: ClassVar[str]
    """Pulumi's token, such as `aws:s3/bucket:Bucket`."""
    service: ClassVar[str]
    """Name of the boto3 client."""
    name_input: ClassVar[str | None] = None
    """The input that gets a generated name where the program gives none."""
    supported: ClassVar[tuple[str, ...]]
    """Every input that `create` and `update` really use, as paths: `tags.*`, `rules[].expiration.days`. Any other input is refused."""
    write_only: ClassVar[Mapping[str, str]] = {}
    """Supported inputs that AWS or the emulation does not give back, with the reason."""
    fixed: ClassVar[Mapping[str, str]] = {}
    """Supported inputs that cannot drift, because nobody can change them in AWS, with the reason."""
    computed: ClassVar[tuple[str, ...]] = ()
    """Paths below an input, `ttl.attributeName`, that AWS fills in where the program gives none. What it chose is then no drift."""
    replace_on: ClassVar[frozenset[str]] = frozenset()
    """Top-level inputs that AWS cannot change in place."""
    defaults: ClassVar[Mapping[str, Any]] = {}
    """Inputs that the real provider fills in."""
    longest_name: ClassVar[int] = 64
    """Characters that AWS allows in a generated name."""
    lower_case: ClassVar[bool] = False
    """Whether a generated name must be lower case."""
    delete_first: ClassVar[bool] = False
    """Whether a replacement deletes the old one first: true where there can be only one (a bucket's policy)."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "type" in cls.__dict__:
            if cls.type in HANDLERS:
                raise TypeError(f"two handlers for {cls.type}")
            HANDLERS[cls.type] = cls()

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        """Make the resource; returns its id."""
        raise NotImplementedError

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        """The live state; None, or an AWS error that says 'not found', when it is gone.

        `state` is what was known last; empty on import. Only what cannot be found by the id may be taken from it.
        """
        raise NotImplementedError

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """Bring the resource from the old inputs to the new ones. Put-style APIs create again."""
        self.create(aws, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        raise NotImplementedError

    def check(self, inputs: Properties) -> None:
        """Raises UnsupportedInput naming the type and every property that the sandbox does not have."""
        unknown = sorted(unsupported(inputs, self.supported))
        if unknown:
            raise UnsupportedInput(f"{self.type}: the sandbox does not support {', '.join(unknown)}")


HANDLERS: dict[str, Handler] = {}


def handler_of(type_: str) -> Handler:
    """The handler of a type; raises UnsupportedInput where there is none."""
    load_all()
    try:
        return HANDLERS[type_]
    except KeyError:
        raise UnsupportedInput(f"the sandbox has no handler for {type_}") from None


@cache
def load_all() -> dict[str, Handler]:
    """Imports every module beside this one; each registers its handlers."""
    package = importlib.import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{__package__}.{module.name}")
    return HANDLERS


def is_gone(error: Exception) -> bool:
    """Whether an AWS error says that the thing does not exist."""
    if not isinstance(error, ClientError):
        return False
    code = error.response["Error"]["Code"]
    return code in {"404", "NotFoundException"} or any(word in code for word in ("NotFound", "NoSuch", "NonExist", "DoesNotExist"))


def pages(client: BaseClient, operation: str, result: str, **parameters: Any) -> Iterator[Any]:
    """Every item of a paginated answer."""
    for page in client.get_paginator(operation).paginate(**parameters):
        yield from page.get(result, [])
