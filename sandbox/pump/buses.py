"""Event buses: an event goes to every enabled rule whose pattern it matches, and on to that rule's targets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.pump import moto_state
from sandbox.pump.deliveries import Deliveries, Outcome
from sandbox.pump.envelopes import Event
from sandbox.pump.inputs import InputNotSupported, target_input
from sandbox.pump.moto_state import Rule
from sandbox.pump.patterns import PatternNotSupported, matches
from sandbox.pump.queue_access import Sender
from sandbox.pump.targets import Parcel, Targets

EVENTS = "events.amazonaws.com"


class Buses:
    """The buses of all accounts and regions."""

    def __init__(self, targets: Targets, deliveries: Deliveries) -> None:
        self._targets = targets
        self._deliveries = deliveries

    def send(self, event: Event, account: str, region: str, bus: str = "default") -> None:
        """Carries an event from a bus (a name or an ARN) to the targets of the rules that want it."""
        if bus.startswith("arn:"):
            _, _, _, region, account, bus = bus.split(":", 5)
            bus = bus.removeprefix("event-bus/")
        if (account, region) != (event["account"], event["region"]) or not moto_state.has_bus(account, region, bus):
            reason = "The sandbox carries events to buses of their own account and region only, and to those that exist."
            arn = f"arn:aws:events:{region}:{account}:event-bus/{bus}"
            self._deliveries.note(event["source"], arn, event["id"], Outcome.UNSUPPORTED, reason)
            return
        for rule in moto_state.rules(account, region, bus):
            if rule.pattern and self._wants(rule, event):
                self.fire(rule, event)

    def fire(self, rule: Rule, event: Event) -> None:
        """Carries an event to all targets of a rule."""
        sender = Sender(service=EVENTS, arn=rule.arn, account=rule.account)
        for target in rule.targets:
            try:
                text = target_input(target, event, rule_arn=rule.arn, ingested=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
            except InputNotSupported as error:
                self._deliveries.note(rule.arn, target["Arn"], event["id"], Outcome.UNSUPPORTED, str(error))
                continue
            self._targets.deliver(sender, _parcel(target, event, text))

    def _wants(self, rule: Rule, event: Event) -> bool:
        try:
            return matches(rule.pattern or {}, event)
        except PatternNotSupported as error:
            reason = f"The sandbox cannot read the pattern: {error}."
            self._deliveries.note(rule.arn, "", event["id"], Outcome.UNSUPPORTED, reason)
            return False


def _parcel(target: Mapping[str, Any], event: Event, text: str) -> Parcel:
    return Parcel(
        event_id=event["id"],
        text=text,
        target=target["Arn"],
        original=json.dumps(event, ensure_ascii=False),
        dead_letter_arn=(target.get("DeadLetterConfig") or {}).get("Arn", ""),
        group=(target.get("SqsParameters") or {}).get("MessageGroupId", ""),
    )
