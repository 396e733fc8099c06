"""Settings of billing's stack, from Pulumi config."""

import pulumi
from pulumi.runtime import config as pulumi_config

from billing.settings import BILLING, BillingSettings
from billing.settings_parsing import parse_billing_settings
from components.stack_settings import raw_settings
from model.problems import SettingsError


def billing_settings() -> BillingSettings:
    """The settings, checked: everything that is wrong with them is reported at once, before any resource is registered.

    Raises pulumi.RunError, which Pulumi prints without a traceback.
    """
    raw = raw_settings()
    secrets = {key for key in raw if pulumi_config.is_config_secret(f"{BILLING.namespace}:{key}")}
    try:
        return parse_billing_settings(raw, secrets, pulumi.get_stack())
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from None
