"""What moto works out anew at every call though it never changes: here once a process. `moto_inside` imports this module.

A fifth of each of the server's answers went into it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from moto import backends
from moto.core import responses
from moto.core.base_backend import AccountSpecificBackend
from moto.core.serialize import BaseJSONSerializer

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


_any_structure = BaseJSONSerializer._serialize_type_structure
_REGIONS: dict[str, list[str]] = {}


def _regions(self: Any, service: str) -> list[str]:
    """Moto asks botocore for them for each account."""
    if service not in _REGIONS:
        _REGIONS[service] = _regions_of(self, service)
    return _REGIONS[service]


def _attribute_value(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """Of each attribute of each item, moto asks for all ten types of DynamoDB under all the names that they may have."""
    if shape.name != "AttributeValue" or not isinstance(value, dict) or not key or not value.keys() <= shape.members.keys():
        _any_structure(self, serialized, value, shape, key)
        return
    wrapper = self.MAP_TYPE()
    for name in value:
        self._serialize_structure_member(wrapper, value, shape.members[name], name)
    self._default_serialize(serialized, wrapper, shape, key)


backends.list_of_moto_modules = _modules
responses.method_names_from_class = _methods
AccountSpecificBackend._generate_regions = _regions
BaseJSONSerializer._serialize_type_structure = _attribute_value
