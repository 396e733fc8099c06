"""What botocore works out anew for every session and client though it never changes: here once a process.

To import this module is enough; whatever makes clients in many sessions does it.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from typing import Any

import botocore.hooks
from botocore.loaders import JSONFileLoader, Loader

_load_file = JSONFileLoader.load_file
_list_services = Loader.list_available_services
_known: dict[str, Any] = {}
_listed: dict[tuple[str, ...], list[str]] = {}


def _load_once(self: JSONFileLoader, path: str) -> Any:
    """Each session reads the models of its services anew, some of them a megabyte of JSON. Botocore changes those of S3 in place."""
    if f"{os.sep}s3" in path:
        return _load_file(self, path)
    if path not in _known:
        _known[path] = _load_file(self, path)
    return _known[path]


def _list_once(self: Loader, type_name: str) -> list[str]:
    """Each session looks into the folders of all four hundred services to see that there is the one that is asked for."""
    asked = (type_name, *self.search_paths)
    if asked not in _listed:
        _listed[asked] = _list_services(self, type_name)
    return _listed[asked]


def _accepts_kwargs(function: Callable[..., Any]) -> Any:
    """Each client asks it of some sixty handlers: the code of a function says it without its whole signature."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code.co_flags & inspect.CO_VARKEYWORDS if code else inspect.getfullargspec(function)[2]


JSONFileLoader.load_file = _load_once
Loader.list_available_services = _list_once
botocore.hooks.accepts_kwargs = _accepts_kwargs
