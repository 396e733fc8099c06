"""What `clientenv new` asks a person: one question a setting, each answer checked by the model's own rule at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from automation.new_stack import PRICES, proposals, set_key
from model.keys import stack_keys, term_keys
from model.parsing import convert
from model.placement import ACCOUNT_ID, Placement
from model.rules import Rule
from model.terms import PricingModel


@dataclass(frozen=True, kw_only=True)
class Question:
    """One setting that is asked for."""

    path: str
    """Key, with its path inside an object."""
    text: str
    rule: Rule | None
    kind: Any
    proposed: str = ""


TEXTS = {
    "slug": "Short name, from which every resource name is made",
    "environment": "Environment",
    "placement": "Whose account: own, client, member (of your Organization), hosted (yours, shared)",
    "accountId": "AWS account (12 digits)",
    "billingAccountId": "Your own account, in which billing runs",
    "homeRegion": "Region",
    "owner": "Your company",
    "notify": "E-mail addresses that hear about costs, with commas between them",
    "monthlyBudgetUsd": "Budget a month in USD",
}


def ask_for_missing(answers: dict[str, Any], folder: Path, makes_account: bool) -> dict[str, Any]:
    """The answers with what a person said to each question that no option answered."""
    given = dict(answers)
    while question := _next(given, folder, makes_account):
        set_key(given, question.path, _answer(question))
    return given


def _next(given: Mapping[str, Any], folder: Path, makes_account: bool) -> Question | None:
    proposed = {**proposals(given, folder), "placement": "client", "monthlyBudgetUsd": "50"}
    for key in stack_keys():
        if key.name in TEXTS and key.name not in given and _applies(key.name, given, makes_account):
            text = TEXTS[key.name]
            return Question(path=key.name, text=text, rule=key.rule, kind=key.kind, proposed=proposed.get(key.name, ""))
    return next(_about_terms(given), None)


def _applies(key: str, given: Mapping[str, Any], makes_account: bool) -> bool:
    if key == "billingAccountId":
        return given.get("placement") in (Placement.CLIENT, Placement.MEMBER)
    return key != "accountId" or not (makes_account and given.get("placement") == Placement.MEMBER)


def _about_terms(given: Mapping[str, Any]) -> Iterator[Question]:
    terms = given.get("billing") or {}
    if given.get("placement") == Placement.OWN:
        return
    models = {key.name: key for key in term_keys(None)}
    if "model" not in terms:
        text = f"What the client pays by: {', '.join(PricingModel)}"
        yield Question(path="billing.model", text=text, rule=models["model"].rule, kind=str, proposed="perMinute")
    elif terms["model"] in tuple(PricingModel) and (price := PRICES[PricingModel(terms["model"])]) not in terms:
        key = next(key for key in term_keys(PricingModel(terms["model"])) if key.name == price)
        yield Question(path=f"billing.{price}", text=PRICE_TEXTS[price], rule=key.rule, kind=key.kind, proposed=PRICE_PROPOSALS[price])


PRICE_TEXTS = {
    "pricePerMinute": "Price of a minute of video",
    "monthlyFee": "Fee a month",
    "managementFeePercent": "Management fee on AWS cost, in percent",
}
PRICE_PROPOSALS = {"pricePerMinute": "0.15", "monthlyFee": "40", "managementFeePercent": "25"}


def _answer(question: Question) -> Any:
    """Asked until the answer keeps the rule."""
    while True:
        text = str(typer.prompt(question.text, default=question.proposed or None, err=True)).strip()
        value: Any = [each.strip() for each in text.split(",") if each.strip()] if question.path == "notify" else text
        if not (remedy := _wrong(question, value)):
            return value
        typer.echo(f"  {remedy}", err=True)


def _wrong(question: Question, value: Any) -> str | None:
    if question.rule is None:
        return None
    try:
        kind = str if question.kind in (Placement, PricingModel) else question.kind
        remedy = question.rule.remedy(tuple(value) if isinstance(value, list) else convert(kind, value))
    except ValueError:
        remedy = "Write it so."
    if remedy and question.rule is ACCOUNT_ID:
        remedy = "Write all of them."  # the rule's own remedy is about YAML
    return f"It must be {question.rule.text}. {remedy}" if remedy else None
