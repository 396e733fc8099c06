"""What `clientenv new` would write: answers in, the text of a stack file out, or every reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from automation.stack_file import EXTERNAL_ID, STANDS_FOR_IT, raw_settings, read_stack_file, settings_of_all, stacks_of, written
from model.contradictions import set_secret
from model.parsing import parse_settings
from model.placement import EXAMPLE_ACCOUNTS, Placement
from model.problems import Problem, SettingsError
from model.settings import StackSettings
from model.slug import propose_slug
from model.terms import PricingModel
from model.uniqueness import clashes

NO_ACCOUNT_YET = "000000000000"
"""Stands for the id of an account that is to be made."""
A_REAL_ONE = "444444444444"
"""What an account id looks like, in messages."""
ORDER = (
    *("client", "slug", "environment", "project", "costCenter", "owner", "billingGroup", "tags"),
    *("placement", "accountId", "billingAccountId", "homeRegion", "notify", "monthlyBudgetUsd", "retentionDays", "protectData"),
    *("network", "billing"),
)
"""Keys as the shipped files have them; others follow, `billing` is last."""
OPTIONS = {
    "slug": "--slug",
    "environment": "--environment",
    "owner": "--owner",
    "placement": "--placement",
    "accountId": "--account-id",
    "billingAccountId": "--billing-account-id",
    "homeRegion": "--home-region",
    "notify": "--notify",
    "monthlyBudgetUsd": "--budget",
    "billing.model": "--billing-model",
    "billing.pricePerMinute": "--price-per-minute",
    "billing.monthlyFee": "--monthly-fee",
    "billing.managementFeePercent": "--management-fee",
}
"""Key to the option of `clientenv new` that sets it; any key is set by `--set KEY=VALUE`."""
PRICES = {PricingModel.PER_MINUTE: "pricePerMinute", PricingModel.FIXED: "monthlyFee", PricingModel.COST_PLUS: "managementFeePercent"}
"""The price that each model cannot do without."""
STORIES = {
    Placement.OWN: "in your own account. Your own credentials get in.",
    Placement.CLIENT: "in the client's own account, entered through its DeploymentRole. The client pays AWS itself.",
    Placement.MEMBER: "in an account of your Organization, entered through its DeploymentRole. You pay AWS.",
    Placement.HOSTED: "in your own account, which several clients share. You pay AWS. Your own credentials get in.",
}


@dataclass(frozen=True, kw_only=True)
class NewStack:
    """A stack file that is not there yet, checked."""

    stack: str
    path: Path
    text: str
    settings: StackSettings

    @property
    def needs_external_id(self) -> bool:
        return self.settings.account.placement.enters_by_role


def plan_new_stack(answers: Mapping[str, Any], folder: Path) -> NewStack:
    """Checked alone and against the folder's other stacks. Raises SettingsError with every problem, each with the option that mends it."""
    stack, ordered = name_of(answers), _ordered(answers)
    raw, by_role = raw_settings(ordered), answers.get("placement") in (Placement.CLIENT, Placement.MEMBER)
    secret = {EXTERNAL_ID: STANDS_FOR_IT} if by_role else {}
    problems = clashes(stack, raw, settings_of_all(folder))
    try:
        settings = parse_settings({**raw, **secret}, set(secret), stack)
    except SettingsError as error:
        raise _refusal([*error.problems, *problems]) from None
    if problems:
        raise _refusal(problems)
    text = written(_comment(settings, stack), ordered)
    return NewStack(stack=stack, path=folder / f"Pulumi.{stack}.yaml", text=text, settings=settings)


def name_of(answers: Mapping[str, Any]) -> str:
    """The stack's name: slug and environment."""
    return f"{answers.get('slug') or 'SLUG'}-{answers.get('environment') or 'ENVIRONMENT'}"


def with_defaults(answers: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The answers, and what needs no question: the slug of the name, and what your other stacks and billing's settings say already."""
    proposed = {key: value for key, value in proposals(answers, folder).items() if key not in answers and value}
    return {**proposed, **answers}


def proposals(answers: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """What a key would be unless somebody says otherwise; empty where nothing is known. The accounts of the examples that ship are
    nobody's, and count as unknown."""
    neighbours = [read_stack_file(name, folder).raw for name in stacks_of(folder)]
    known = [_billing_account(folder), *(each.get("accountId", "") for each in neighbours if each.get("placement") == Placement.OWN)]
    yours = next((each for each in known if each and each not in EXAMPLE_ACCOUNTS), "")
    placement = answers.get("placement")
    return {
        "slug": propose_slug(str(answers.get("client", ""))),
        "environment": "prod",
        "homeRegion": "us-east-1",
        "owner": next((each["owner"] for each in neighbours if each.get("owner")), ""),
        "accountId": yours if placement in (Placement.OWN, Placement.HOSTED) else "",
        "billingAccountId": yours if placement in (Placement.CLIENT, Placement.MEMBER) else "",
    }


def set_key(answers: dict[str, Any], path: str, value: Any) -> None:
    """`network.mode` sets a key of an object, as `pulumi config set --path` does."""
    *objects, last = path.split(".")
    for each in objects:
        answers = answers.setdefault(each, {})
    answers[last] = value


def _billing_account(folder: Path) -> str:
    """The payer that billing's own settings name."""
    for path in sorted((folder / "billing").glob("Pulumi.*.yaml")):
        config = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("config") or {}
        if payer := config.get("clientenv-billing:payerAccountId"):
            return str(payer)
    return ""


def _ordered(answers: Mapping[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in answers.items() if value not in (None, "", [], {})}
    known = [key for key in ORDER if key in given]
    others = sorted(key for key in given if key not in ORDER)
    last = ["billing"] if "billing" in given else []
    return {key: given[key] for key in [*(key for key in known if key != "billing"), *others, *last]}


def _comment(settings: StackSettings, stack: str) -> list[str]:
    lines = [f"{settings.tags.client}, {settings.tags.environment}, {STORIES[settings.account.placement]}"]
    if settings.account.placement.enters_by_role:
        lines += ["The external ID is a secret of this file. To set another, encrypted:", set_secret(stack)]
    return lines


def _refusal(problems: list[Problem]) -> SettingsError:
    return SettingsError(
        [_mended(each) for each in problems], "the new stack's settings", "clientenv new CLIENT with the options corrected"
    )


def _mended(problem: Problem) -> Problem:
    """The remedy as it is typed here: there is no file yet in which `pulumi config set` could set something."""
    option = OPTIONS.get(problem.key)
    if problem.key == "client":
        return replace(problem, remedy='Name the client right after `new`, such as: clientenv new "Initech"')
    if problem.key in ("accountId", "billingAccountId") and problem.value:
        return replace(problem, remedy=f"Write all twelve digits: {option} {A_REAL_ONE}")
    if "pulumi config" not in problem.remedy:
        return problem
    if problem.key == "billing":
        return replace(problem, remedy="Choose one, such as `--billing-model perMinute --price-per-minute 0.15`, or give --terms FILE.")
    said = problem.remedy.split("\n")[0].rstrip(":")
    return replace(problem, remedy=f"{said}: {option or f'--set {problem.key}=VALUE'}")


def terms_of(path: Path) -> dict[str, Any]:
    """The `billing` object of a file of terms, or of a whole stack file. Raises ValueError for anything else, and OSError."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw = raw.get("config", {}).get("clientenv:billing", raw) if isinstance(raw, dict) else raw
    if not isinstance(raw, dict):
        raise ValueError(f"{path} holds no billing terms: an object with `model` and its prices is needed.")
    return {key: str(value) if isinstance(value, float) else value for key, value in raw.items()}
