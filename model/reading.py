"""Reads raw settings key by key, and goes on after a problem: whoever corrects a stack file sees all of them in one run."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from typing import Any

from model.keys import SettingKey, foreign_models, is_choice, keys_of, rule_text
from model.nearest import nearest
from model.problems import CLIENT_STACKS, HIDDEN, Problem, SettingsHome, shown
from model.raw_objects import decoded
from model.slug import propose_slug
from model.terms import PricingModel

SENSITIVE = ("externalId", "externalIds")
"""Never shown, whether it came encrypted or not."""

ABSENT: tuple[Any, ...] = (None, "", [], {})
"""What a key holds that nobody set: the defaults of Pulumi.yaml arrive as values."""


@dataclass
class Reader:
    """What has been read so far. Keys are full paths: `billing.oneOff[0].amount`."""

    stack: str | None
    """Named in commands; None where settings are read that belong to no stack."""
    secrets: Collection[str]
    convert: Callable[[Any, Any], Any]
    """Turns (kind, raw value) into a value of that kind. Raises ValueError where it cannot."""
    objects: Mapping[Any, Callable[["Reader", Any, str], Any]]
    """For a kind made of keys of its own: reads (reader, decoded value, path). None where a part had a problem, which is then listed."""
    home: SettingsHome = CLIENT_STACKS
    values: dict[str, Any] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def read(self, keys: Sequence[SettingKey], raw: Mapping[str, Any], at: str = "", model: PricingModel | None = None) -> None:
        """Every key of one object, and the names in it that are no key. `model` is the pricing model where the object is terms."""
        for key in keys:
            self._key(key, raw.get(key.name), at + key.name)
        for name in raw:
            if name not in {key.name for key in keys}:
                self._unknown(name, [key.name for key in keys], at, model)

    def whole(self, owner: type, keys: Sequence[SettingKey], raw: Mapping[str, Any], path: str) -> Any:
        """The dataclass that an object's keys fill; None where one of them has a problem."""
        before = len(self.problems)
        self.read(keys, raw, f"{path}.")
        return None if len(self.problems) > before else owner(**self.fields(keys, f"{path}."))

    def fields(self, keys: Sequence[SettingKey], at: str = "") -> dict[str, Any]:
        """Field to value, of the keys that have been read there."""
        return {key.field: self.values[at + key.name] for key in keys if at + key.name in self.values}

    def _key(self, key: SettingKey, raw: Any, path: str) -> None:
        try:
            raw = decoded(key.kind, raw)
            value = None if raw in ABSENT else self._value(key, raw, path)
        except (ValueError, RecursionError):
            self._broken(key, path, raw, f"Write {rule_text(key)}.")
            return
        if raw in ABSENT:
            self._absent(key, path)
            return
        self.given.add(path)
        if value is not None:
            self._hold(key, path, raw, value)

    def _hold(self, key: SettingKey, path: str, raw: Any, value: Any) -> None:
        """Keeps the value where it keeps its rule."""
        if key.rule and (remedy := key.rule.remedy(value)):
            self._broken(key, path, raw, remedy)
        else:
            self.values[path] = key.kind(value) if is_choice(key.kind) else value

    def _value(self, key: SettingKey, raw: Any, path: str) -> Any:
        if key.kind in self.objects:
            return self.objects[key.kind](self, raw, path)
        return self.convert(str if is_choice(key.kind) else key.kind, raw)

    def _absent(self, key: SettingKey, path: str) -> None:
        if not key.required:
            self.values[path] = key.default
            return
        rule = f"It is missing. It must be {rule_text(key)}."
        self.problems.append(Problem(home=self.home, key=path, value="", rule=rule, remedy=self._set(key, path)))

    def _set(self, key: SettingKey, path: str) -> str:
        if self.stack is None:
            return "Set it."
        proposed = propose_slug(self.values.get("client", "")) if path == "slug" and not self.is_secret("client") else ""
        if is_dataclass(key.kind) and isinstance(key.kind, type):
            path, key = f"{path}.{keys_of(key.kind)[0].name}", keys_of(key.kind)[0]  # an object begins with its first key
        setting = f"--path '{self.home.namespace}:{path}'" if "." in path else f"{self.home.namespace}:{path}"
        return f"Set it:\n  {self.home.config_set} {setting} {proposed or getattr(key.rule, 'example', 'VALUE')} -s {self.stack}"

    def _broken(self, key: SettingKey, path: str, raw: Any, remedy: str) -> None:
        self.given.add(path)
        if hidden := self.is_secret(path):
            remedy = f"Write {rule_text(key)}."
        value = HIDDEN if hidden else shown(raw)
        self.problems.append(Problem(home=self.home, key=path, value=value, rule=f"It must be {rule_text(key)}.", remedy=remedy))

    def _unknown(self, name: str, names: Sequence[str], at: str, model: PricingModel | None) -> None:
        """A name that is no key. Its value is not shown: it may be a secret under a slip of the keyboard."""
        models = foreign_models(name) if at.startswith("billing.") else ()
        if models and model is None:
            return  # which model is meant is the problem that has been reported
        close = nearest(name, names)
        rule, remedy = "There is no such setting.", f"Did you mean {at}{close}?"
        if models:
            rule = f"It belongs to the pricing model {' or '.join(models)}, but these terms are {model}."
            remedy = f"Take it out, or change {at}model."
        elif close is None:
            remedy = f"Take it out; {self.home.reference} lists every key."
        called = HIDDEN if at and self.is_secret(at) else shown(name)
        self.problems.append(Problem(home=self.home, key=at + called, value="", rule=rule, remedy=remedy))

    def is_secret(self, path: str) -> bool:
        """Whether the setting, or the object that it is in, must not be shown."""
        root = path.split(".")[0].split("[")[0]
        return root in SENSITIVE or root in self.secrets
