"""Whether anybody would be told: confirmed addresses, alarms and budgets that are there, and a metric that has figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from automation.checks import Check, Subject, Weight
from automation.doctoring.answer import NOT_DEPLOYED, Answer
from automation.doctoring.deployed import Deployed

OF_MAIL = Subject(id="subscriptions", title="E-mail subscriptions", weight=Weight.INFORMS)
OF_ALARMS = Subject(id="alarms", title="Alarms", weight=Weight.INFORMS)
OF_BUDGETS = Subject(id="budgets", title="Budgets", weight=Weight.INFORMS)
OF_FIGURES = Subject(id="cost-figures", title="Cost figures of 24 hours", weight=Weight.INFORMS)
DAY = timedelta(hours=24)
SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """One e-mail address of one topic, as SNS lists it."""

    topic: str
    """ARN."""
    address: str
    confirmed: bool


def check_mail(deployed: Deployed, listed: Answer[tuple[Subscription, ...]]) -> Check:
    """AWS forgets after some days what nobody confirms: then it lists the address no more."""
    if not deployed.mail:
        return OF_MAIL.not_tested(NOT_DEPLOYED if not deployed.resources else "no address is to be told: clientenv:notify is empty")
    if listed.value is None:
        return OF_MAIL.not_tested(listed.refused)
    known = {(each.topic, each.address): each.confirmed for each in listed.value}
    wanted = sorted((address, topic) for topic, addresses in deployed.mail.items() for address in addresses)
    waiting = [f"{address} ({_name(topic)})" for address, topic in wanted if known.get((topic, address)) is False]
    gone = [f"{address} ({_name(topic)})" for address, topic in wanted if (topic, address) not in known]
    if not waiting and not gone:
        return OF_MAIL.passed(f"{len(wanted)} confirmed")
    found = [f"not confirmed: {_some(waiting)}"] if waiting else []
    found += [f"gone: {_some(gone)}"] if gone else []
    again = " What is gone was never confirmed, or left: `clientenv deploy --refresh` asks anew." if gone else ""
    return OF_MAIL.failed("; ".join(found), f"Follow the link in AWS's mail “Subscription Confirmation”; look among the spam.{again}")


def check_alarms(stack: str, deployed: Deployed, there: Answer[Mapping[str, bool]]) -> Check:
    """`there`: name of an alarm that exists to whether it tells anybody."""
    wanted = sorted(name for names in deployed.alarms.values() for name in names)
    if not wanted:
        return OF_ALARMS.not_tested(NOT_DEPLOYED)
    if there.value is None:
        return OF_ALARMS.not_tested(there.refused)
    missing = [name for name in wanted if name not in there.value]
    silent = [name for name in wanted if there.value.get(name) is False]
    found = [f"missing: {_some(missing)}"] if missing else []
    found += [f"switched off: {_some(silent)}"] if silent else []
    if found:
        return OF_ALARMS.failed("; ".join(found), f"Somebody changed them by hand. clientenv deploy {stack} --refresh sets them right.")
    return OF_ALARMS.passed(f"{len(wanted)} are there")


def check_budgets(stack: str, deployed: Deployed, there: Answer[frozenset[str]]) -> Check:
    if not deployed.budgets:
        return OF_BUDGETS.not_tested(NOT_DEPLOYED)
    if there.value is None:
        return OF_BUDGETS.not_tested(there.refused)
    if missing := sorted(deployed.budgets - there.value):
        return OF_BUDGETS.failed(f"missing: {_some(missing)}", f"Somebody deleted it. clientenv deploy {stack} --refresh makes it anew.")
    return OF_BUDGETS.passed(_some(sorted(deployed.budgets)))


def check_charges(account_id: str, latest: Answer[datetime | None], now: datetime) -> Check:
    """AWS publishes EstimatedCharges several times a day where billing alerts are on, and no API says whether they are."""
    remedy = (
        "The alarm on costs is silent. As root of the account that pays: Billing preferences, Alert preferences, “Receive CloudWatch "
        "billing alerts”. The first figure comes within a day."
    )
    return _figures(f"EstimatedCharges of {account_id}", latest, now, remedy)


def check_metered(latest: Answer[datetime | None], now: datetime) -> Check:
    """Of a hosted client: EstimatedCharges would count all clients of the account."""
    return _figures(
        "metered seconds of the month",
        latest,
        now,
        "The alarm on metered cost is silent. The sweep says them every hour: see its log, and the alarm on it.",
    )


def _figures(what: str, latest: Answer[datetime | None], now: datetime, remedy: str) -> Check:
    if latest.refused:
        return OF_FIGURES.not_tested(latest.refused)
    if latest.value is None or now - latest.value > DAY:
        return OF_FIGURES.failed(f"none: {what}", remedy)
    hours = int((now - latest.value).total_seconds() // 3600)
    return OF_FIGURES.passed(f"{what}, {hours} h old" if hours else f"{what}, less than an hour old")


def _name(topic: str) -> str:
    return topic.rsplit(":", 1)[-1]


def _some(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
