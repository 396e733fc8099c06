"""Raw settings as Pulumi hands them to the program, and short ways to parse them."""

import json

from model.parsing import parse_settings
from model.problems import SettingsError

EXTERNAL_ID = "5b9c2f4e0a7d4c31"

ACME = {
    "client": "Acme",
    "slug": "acme",
    "environment": "prod",
    "owner": "Consultancy",
    "placement": "client",
    "accountId": "222222222222",
    "billingAccountId": "111111111111",
    "homeRegion": "us-east-1",
    "externalId": EXTERNAL_ID,
    "billing": {"model": "perMinute", "pricePerMinute": "0.15"},
}
"""The shortest lawful settings of a client's environment."""

HOSTED = {**ACME, "placement": "hosted", "accountId": "111111111111", "externalId": ""}
OWN = {**HOSTED, "placement": "own"}


def raw(settings=ACME, **changes):
    """The settings with some changed; objects and lists become JSON text, None takes a key out."""
    changed = {key: value for key, value in {**settings, **changes}.items() if value is not None}
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in changed.items()}


def parsed(settings=ACME, secrets=("externalId",), **changes):
    return parse_settings(raw(settings, **changes), set(secrets), "acme-prod")


def refusal(settings=ACME, secrets=("externalId",), **changes):
    """The error that these settings get."""
    try:
        accepted = parsed(settings, secrets, **changes)
    except SettingsError as error:
        return error
    raise AssertionError(f"accepted: {accepted}")


def problems(settings=ACME, secrets=("externalId",), **changes):
    """Key to problem. Fails where a key has two, or where the settings are accepted."""
    found = refusal(settings, secrets, **changes).problems
    assert len({problem.key for problem in found}) == len(found), [problem.key for problem in found]
    return {problem.key: problem for problem in found}


def terms(model, **changes):
    """A `billing` object."""
    prices = {"costPlus": {"managementFeePercent": "25"}, "fixed": {"monthlyFee": "40"}, "perMinute": {"pricePerMinute": "0.15"}}
    return {"model": model, **prices[model], **changes}
