"""What botocore and moto work out anew at every call though it never changes: here once a process.

Most of a server's start and a fifth of each of its answers went into it. `sandbox.aws` imports this module before moto.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from functools import cache
from typing import Any

import botocore.hooks
from botocore.loaders import JSONFileLoader

from sandbox.aws import moto_settings  # noqa: F401  before moto

_load_file = JSONFileLoader.load_file
_known: dict[str, Any] = {}


def _load_once(self: JSONFileLoader, path: str) -> Any:
    """Each session reads the models of its services anew, some of them a megabyte of JSON. Botocore changes those of S3 in place."""
    if f"{os.sep}s3" in path:
        return _load_file(self, path)
    if path not in _known:
        _known[path] = _load_file(self, path)
    return _known[path]


def _accepts_kwargs(function: Callable[..., Any]) -> Any:
    """Each client asks it of some sixty handlers: the code of a function says it without its whole signature."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code.co_flags & inspect.CO_VARKEYWORDS if code else inspect.getfullargspec(function)[2]


JSONFileLoader.load_file = _load_once
botocore.hooks.accepts_kwargs = _accepts_kwargs

from moto import backends  # noqa: E402  only now: it reads models while it is imported
from moto.core import responses  # noqa: E402
from moto.core.base_backend import AccountSpecificBackend  # noqa: E402

_list_of_modules = backends.list_of_moto_modules
_names_of_methods = responses.method_names_from_class
_regions_of = AccountSpecificBackend._generate_regions


@cache
def _modules() -> tuple[str, ...]:
    """Every request looks for its service among moto's folders."""
    return tuple(_list_of_modules())


@cache
def _methods(owner: type) -> frozenset[str]:
    """Every request looks for its action among the methods of a class, which do not change: mends only replace some."""
    return frozenset(_names_of_methods(owner))


_REGIONS: dict[str, list[str]] = {}


def _regions(self: Any, service: str) -> list[str]:
    """Moto asks botocore for them for each account."""
    if service not in _REGIONS:
        _REGIONS[service] = _regions_of(self, service)
    return _REGIONS[service]


backends.list_of_moto_modules = _modules
responses.method_names_from_class = _methods
AccountSpecificBackend._generate_regions = _regions
