"""Settings of the stack that is being deployed, from Pulumi config."""

from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.runtime import config as pulumi_config

from model.parsing import parse_settings
from model.problems import Problem, SettingsError
from model.settings import StackSettings
from model.uniqueness import clashes

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML has its compiled part; the other stack files are read in every preview."""


def stack_settings(folder: Path | None = None) -> StackSettings:
    """The settings, checked, alone and against the other stack files of the folder (default: the project's).

    Everything that is wrong with them is reported at once, before any resource is registered.
    Raises pulumi.RunError, which Pulumi prints without a traceback.
    """
    stack, raw = pulumi.get_stack(), raw_settings()
    secrets = {key for key in raw if pulumi_config.is_config_secret(f"{pulumi.get_project()}:{key}")}
    problems = clashes(stack, raw, stack_files(folder or Path.cwd()))
    try:
        settings = parse_settings(raw, secrets, stack)
    except SettingsError as error:
        raise _refusal(stack, [*error.problems, *problems]) from None
    if problems:
        raise _refusal(stack, problems)
    return settings


def _refusal(stack: str, problems: list[Problem]) -> pulumi.RunError:
    return pulumi.RunError(str(SettingsError(problems, f"Pulumi.{stack}.yaml", f"pulumi preview -s {stack}")))


def raw_settings() -> dict[str, Any]:
    """Every value of the project's namespace by its key alone. Unknown keys too: `pulumi.Config` only answers for those asked for."""
    namespace = f"{pulumi.get_project()}:"
    everything = {**pulumi_config.get_config_env(), **pulumi_config.CONFIG.get()}
    return {key.removeprefix(namespace): value for key, value in everything.items() if key.startswith(namespace)}


def stack_files(folder: Path) -> dict[str, dict[str, Any]]:
    """What each stack file of the folder sets in the project's namespace, by the stack's name."""
    return {path.name.split(".", 1)[1].removesuffix(".yaml"): _settings_in(path) for path in sorted(folder.glob("Pulumi.*.yaml"))}


def _settings_in(path: Path) -> dict[str, Any]:
    namespace = f"{pulumi.get_project()}:"
    config = (yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or {}).get("config") or {}
    return {key.removeprefix(namespace): value for key, value in config.items() if key.startswith(namespace)}
