"""Reads the settings that are objects: the network, the billing terms and what they are made of."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from model.keys import network_keys, one_off_keys, term_keys
from model.reading import Reader
from model.settings import NetworkSettings
from model.terms import PRICING, BillingTerms, OneOffLine, PricingModel


def read_network(reader: Reader, raw: Mapping[str, Any], path: str) -> NetworkSettings | None:
    network: NetworkSettings | None = reader.whole(NetworkSettings, network_keys(), raw, path)
    return network


def read_terms(reader: Reader, raw: Mapping[str, Any], path: str) -> BillingTerms | None:
    """Terms with their history. None where a part has a problem."""
    return _terms(reader, raw, path)


def _terms(reader: Reader, raw: Mapping[str, Any], path: str, without: str | None = None) -> BillingTerms | None:
    before = len(reader.problems)
    model = PricingModel(raw["model"]) if raw.get("model") in tuple(PricingModel) else None
    keys = [key for key in term_keys(model) if key.name != without]
    reader.read(keys, raw, f"{path}.", model)
    if model is None or len(reader.problems) > before:
        return None
    own, shared = ([key for key in keys if key.owner is owner] for owner in (PRICING[model], BillingTerms))
    terms = reader.fields(shared, f"{path}.")
    terms.pop("model")
    return BillingTerms(pricing=PRICING[model](**reader.fields(own, f"{path}.")), **terms)


def _earlier(reader: Reader, raw: Mapping[str, Any], path: str) -> BillingTerms | None:
    return _terms(reader, raw, path, without="earlier")  # history has no history of its own


def _one_off(reader: Reader, raw: Mapping[str, Any], path: str) -> OneOffLine | None:
    line: OneOffLine | None = reader.whole(OneOffLine, one_off_keys(), raw, path)
    return line


def each_of(read: Callable[[Reader, Mapping[str, Any], str], Any]) -> Callable[[Reader, Any, str], Any]:
    """Reads a list of objects, all of them even where the first has a problem."""
    return partial(_each, read)


def _each(read: Callable[[Reader, Mapping[str, Any], str], Any], reader: Reader, raw: list[Any], path: str) -> tuple[Any, ...] | None:
    if not all(isinstance(entry, dict) for entry in raw):
        raise ValueError("an entry is no object")
    entries = [read(reader, entry, f"{path}[{number}]") for number, entry in enumerate(raw)]
    return None if None in entries else tuple(entries)


OBJECTS: Mapping[Any, Callable[[Reader, Any, str], Any]] = {
    NetworkSettings: read_network,
    BillingTerms: read_terms,
    tuple[OneOffLine, ...]: each_of(_one_off),
    tuple[BillingTerms, ...]: each_of(_earlier),
}
"""Kind of a setting to what reads it."""
