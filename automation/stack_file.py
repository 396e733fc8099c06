"""Stack files, `Pulumi.<stack>.yaml`: read as the program would get them, and written in the style of those that ship."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from automation.exits import Exit, Stop
from automation.own_folder import OWN_FOLDER
from model.parsing import parse_settings
from model.placement import Placement
from model.problems import SettingsError
from model.settings import StackSettings
from model.stack_reference import PROJECT
from model.uniqueness import clashes

NAMESPACE = f"{PROJECT}:"
EXTERNAL_ID = "externalId"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML has its compiled part; a fleet has a thousand files."""
STANDS_FOR_IT = "not-read"
"""What the settings hold in place of an ExternalId that is encrypted, or not there yet: it keeps the rule and is nobody's."""


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """What a stack file sets."""

    stack: str
    path: Path
    raw: Mapping[str, str]
    """Key without its namespace to text, as Pulumi hands it over: objects and lists are JSON. Encrypted keys are not among them."""
    encrypted: frozenset[str]
    """Keys whose value only the `pulumi` command can read."""

    @property
    def enters_by_role(self) -> bool:
        """Whether its account is entered with an ExternalId."""
        return self.raw.get("placement") in [each for each in Placement if each.enters_by_role]

    def with_external_id(self, external_id: str = STANDS_FOR_IT) -> tuple[dict[str, str], frozenset[str]]:
        """Raw settings and the names of their secrets, with an ExternalId where the placement needs one or the file has one."""
        if not (self.enters_by_role or EXTERNAL_ID in self.encrypted):
            return dict(self.raw), self.encrypted
        return {**self.raw, EXTERNAL_ID: external_id}, self.encrypted | {EXTERNAL_ID}


def project_folder() -> Path:
    """The Pulumi project of the client environments: the working folder or one above it, else this program's own."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if _is_project(folder)), OWN_FOLDER)


def stacks_of(folder: Path) -> list[str]:
    """Names of the stacks that have a file there."""
    return sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in folder.glob("Pulumi.*.yaml"))


def read_stack_file(stack: str, folder: Path) -> StackFile:
    """Raises Stop where there is no such file, where it is no YAML, and where something but the ExternalId is encrypted."""
    path = folder / f"Pulumi.{stack}.yaml"
    if not path.is_file():
        known = ", ".join(stacks_of(folder)) or "none"
        raise Stop(
            Exit.USAGE, f"There is no stack {stack}: {path} is missing.\nStacks here: {known}. To write a new one: clientenv new CLIENT"
        )
    own = _settings_in(path)
    encrypted = frozenset(key for key, value in own.items() if '"secure":' in json.dumps(value, default=str))
    if others := sorted(encrypted - {EXTERNAL_ID}):
        raise Stop(Exit.USAGE, f"{path} encrypts {', '.join(others)}, which only `pulumi` can read. {EXTERNAL_ID} alone is a secret.")
    return StackFile(stack=stack, path=path, raw=raw_settings({k: v for k, v in own.items() if k not in encrypted}), encrypted=encrypted)


def settings_of_all(folder: Path) -> dict[str, Mapping[str, Any]]:
    """What each stack file of the folder sets, by the stack's name, unchecked. Raises Stop where one is no YAML."""
    return {name: _settings_in(folder / f"Pulumi.{name}.yaml") for name in stacks_of(folder)}


def read_settings(file: StackFile, others: Mapping[str, Mapping[str, Any]] | None = None, *, whole: bool = False) -> StackSettings:
    """The stack's settings, checked alone and against the other stacks, as the program does it; where the account is entered by role,
    `STANDS_FOR_IT` is their ExternalId.

    `others`: what the other stack files set (default: those beside it). `whole`: the ExternalId must be there too, for a deployment.
    Raises Stop with every problem.
    """
    as_it_stands = EXTERNAL_ID in file.raw or (whole and EXTERNAL_ID not in file.encrypted)  # the model says what is wrong with that
    raw, secrets = (dict(file.raw), file.encrypted) if as_it_stands else file.with_external_id()
    problems = clashes(file.stack, file.raw, settings_of_all(file.path.parent) if others is None else others)
    try:
        settings = parse_settings(raw, secrets, file.stack)
    except SettingsError as error:
        problems = [*error.problems, *problems]
    if problems:
        raise Stop(Exit.USAGE, str(SettingsError(problems, file.path.name, f"clientenv preview {file.stack}")))
    return settings


def raw_settings(settings: Mapping[str, Any]) -> dict[str, str]:
    """Settings as Pulumi hands them to a program: text, or JSON text."""
    return {key: value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False) for key, value in settings.items()}


def written(comment: Sequence[str], settings: Mapping[str, Any]) -> str:
    """The text of a stack file. Lists stand on one line; text that YAML would take for something else is quoted."""
    lines = [*(f"# {line}".rstrip() for line in comment), "config:"]
    for key, value in settings.items():
        lines += _entry(f"{NAMESPACE}{key}", value, "  ")
    return "\n".join(lines) + "\n"


def _settings_in(path: Path) -> dict[str, Any]:
    """Key without its namespace to what the file has there. Raises Stop where it is no YAML."""
    try:
        config = (yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or {}).get("config") or {}
        return {key.removeprefix(NAMESPACE): value for key, value in config.items() if key.startswith(NAMESPACE)}
    except (OSError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise Stop(Exit.USAGE, f"{path} cannot be read: {error}") from error


def _is_project(folder: Path) -> bool:
    path = folder / "Pulumi.yaml"
    return path.is_file() and re.search(rf"^name:\s*{PROJECT}\s*$", path.read_text(encoding="utf-8", errors="replace"), re.M) is not None


def _entry(key: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield f"{indent}{key}:"
        for name, part in value.items():
            yield from _entry(_scalar(name), part, f"{indent}  ")
    else:
        yield f"{indent}{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(name)}: {_flow(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_flow(each) for each in value)}]"
    return _scalar(value) if isinstance(value, str) else json.dumps(value, default=str)


def _scalar(text: str) -> str:
    """Plain where every YAML reader takes it for this text; else quoted, as JSON, which is YAML too."""
    plain = text[:1].isalpha() and "\n" not in text
    try:
        plain = plain and yaml.safe_load(f"[{text}]") == [text] and yaml.safe_load(f"{text}: 1") == {text: 1}
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)
