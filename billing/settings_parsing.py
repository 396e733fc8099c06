"""Raw configuration of `billing/` in, its settings out, or every reason why not: the same reader as for a client's stack."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any

from billing.settings import BILLING, BillingSettings, Buyer, MonthlyRate, Seller
from model.keys import SettingKey, keys_of
from model.object_reading import each_of
from model.parsing import convert
from model.problems import HIDDEN, Problem, SettingsError
from model.reading import Reader
from model.secrecy import without_secrets


@cache
def billing_keys() -> tuple[SettingKey, ...]:
    """The keys under `clientenv-billing:`, in the order of the reference."""
    return keys_of(BillingSettings)


def parse_billing_settings(raw: Mapping[str, str], secrets: Collection[str], stack: str) -> BillingSettings:
    """The settings, from Pulumi configuration: key without its namespace to its raw text (JSON where it is an object or list).

    `secrets` names the keys that are encrypted; `stack` is the stack's name, for the messages.
    Raises SettingsError with every problem at once; no message shows the value of a secret.
    """
    reader = Reader(stack=stack, secrets=secrets, convert=convert, objects=OBJECTS, home=BILLING)
    reader.read(billing_keys(), raw)
    problems = [*reader.problems, *_contradictions(reader)]
    if problems:
        hidden = without_secrets(problems, raw, reader.is_secret)
        raise SettingsError(hidden, f"billing/Pulumi.{stack}.yaml", f"pulumi preview -C billing -s {stack}", BILLING)
    return BillingSettings(**reader.fields(billing_keys()))


def _whole(owner: type) -> Callable[[Reader, Mapping[str, Any], str], Any]:
    return lambda reader, raw, path: reader.whole(owner, keys_of(owner), raw, path)


def _buyers(reader: Reader, raw: Mapping[str, Any], path: str) -> dict[str, Buyer] | None:
    if not all(isinstance(entry, dict) for entry in raw.values()):
        raise ValueError("an entry is no object")
    read = {slug: _whole(Buyer)(reader, entry, f"{path}.{slug}") for slug, entry in raw.items()}
    return None if None in read.values() else read


OBJECTS: Mapping[Any, Callable[[Reader, Any, str], Any]] = {
    Seller: _whole(Seller),
    Mapping[str, Buyer]: _buyers,
    tuple[MonthlyRate, ...]: each_of(_whole(MonthlyRate)),
}
"""Kind of a setting to what reads it."""


def _contradictions(reader: Reader) -> Iterator[Problem]:
    """What cannot be true together; silent about what is missing or wrong by itself."""
    yield from _external_ids(reader)
    yield from _left(reader)
    yield from _rates(reader)
    if reader.values.get("dryRun") is False and "sendFrom" not in reader.given:
        remedy = f"Set an address that SES knows, or leave dryRun true:\n  {_set('sendFrom')} billing@example.com -s {reader.stack}"
        yield Problem(
            home=BILLING, key="dryRun", value="false", rule="E-mails cannot be sent without an address to send from.", remedy=remedy
        )
    monitor, payer = reader.values.get("anomalyMonitorArn"), reader.values.get("payerAccountId")
    if monitor and payer and f"::{payer}:" not in monitor:
        rule = f"The monitor must be the payer's, {payer}: another account's findings are not about your bill."
        yield Problem(
            home=BILLING, key="anomalyMonitorArn", value=monitor, rule=rule, remedy="Name a monitor of the payer, or take it out."
        )


def _external_ids(reader: Reader) -> Iterator[Problem]:
    ids, stacks = reader.values.get("externalIds"), reader.values.get("stacks")
    if "externalIds" in reader.given and "externalIds" not in reader.secrets:
        rule = "They must be encrypted; here they stand in clear text."
        remedy = f"Take them out and set each again, encrypted:\n  {_set('externalIds.STACK', '--path --secret')} -s {reader.stack}"
        yield Problem(home=BILLING, key="externalIds", value=HIDDEN, rule=rule, remedy=remedy)
    if ids and stacks is not None and (strangers := sorted(set(ids) - set(stacks))):
        rule = f"They name {', '.join(strangers)}, which is not among the stacks that are billed."
        remedy = "Add it to stacks, or take its ExternalId out."
        yield Problem(home=BILLING, key="externalIds", value=HIDDEN, rule=rule, remedy=remedy)


def _left(reader: Reader) -> Iterator[Problem]:
    for stack in sorted({*(reader.values.get("left") or {})} & {*(reader.values.get("stacks") or ())}):
        rule = f"{stack} is among the stacks that are billed, and has left: one of the two is wrong."
        remedy = "Take it out of stacks once it is handed over or destroyed, or out of left while it runs."
        yield Problem(home=BILLING, key=f"left.{stack}", value=reader.values["left"][stack], rule=rule, remedy=remedy)


def _rates(reader: Reader) -> Iterator[Problem]:
    seen: set[tuple[str, str, str]] = set()
    for number, rate in enumerate(reader.values.get("exchangeRates") or ()):
        what, key = (rate.month, rate.bill_currency, rate.currency), f"exchangeRates[{number}]"
        if rate.bill_currency == rate.currency:
            rule = "A currency is not exchanged for itself."
            yield Problem(home=BILLING, key=key, value=rate.currency, rule=rule, remedy="Take it out, or correct one currency.")
        if what in seen:
            rule = f"{rate.month} has a rate from {rate.bill_currency} to {rate.currency} already: which one holds?"
            yield Problem(home=BILLING, key=key, value=str(rate.rate), rule=rule, remedy="Keep one of them.")
        seen.add(what)


def _set(key: str, options: str = "") -> str:
    return " ".join(part for part in (BILLING.config_set, options, f"{BILLING.namespace}:{key}") if part)
