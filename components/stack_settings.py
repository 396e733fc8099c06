"""Settings of the stack that is being deployed, from Pulumi config."""

from collections.abc import Mapping
from typing import Any

import pulumi
from model.parsing import SettingsError, parse_settings
from pulumi.runtime import config as pulumi_config

from model.settings import StackSettings


def stack_settings() -> StackSettings:
    """The settings, checked. Everything that is wrong with them is reported at once, before any resource is registered.

    Raises pulumi.RunError, which Pulumi prints without a traceback.
    """
    namespace = f"{pulumi.get_project()}:"
    raw = {key.removeprefix(namespace): value for key, value in all_config().items() if key.startswith(namespace)}
    secrets = {key for key in raw if pulumi_config.is_config_secret(namespace + key)}
    try:
        return parse_settings(raw, secrets, pulumi.get_stack())
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from None


def all_config() -> Mapping[str, Any]:
    """Every config value that the program was started with, unknown keys too: `pulumi.Config` only answers for keys that are asked for."""
    return {**pulumi_config.get_config_env(), **pulumi_config.CONFIG.get()}
