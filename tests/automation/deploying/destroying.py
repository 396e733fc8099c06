"""A stack that is destroyed with an engine that is played: its states, what the engine deletes, and AWS around it, in memory."""

import json
from datetime import UTC, datetime

from automation.deploying.residue import Residue
from automation.deploying.usage_copied import UsageGate
from automation.exits import Exit, Stop
from billing.domain.usage import UsageRecord
from components.component_types import BILLING_READER, USAGE_TABLE
from tests.automation.scripted_engine import Answer, resource, step, urn

BUCKET, QUEUE, TABLE, ROLE = "aws:s3/bucket:Bucket", "aws:sqs/queue:Queue", "aws:dynamodb/table:Table", "aws:iam/role:Role"
USAGE, READER = urn(TABLE, "usage", USAGE_TABLE), urn(ROLE, "reader", BILLING_READER)
UPLOADS, WORK = urn(BUCKET, "uploads"), urn(QUEUE, "work")
RECORD = UsageRecord(job="a1", seconds=61, completed=datetime(2026, 11, 5, tzinfo=UTC))


def row(urn_, type_, **more):
    return {**resource(type_, urn_.rsplit("::", 1)[-1], arn=urn_), "urn": urn_, **more}


def state(*, protect=False, without=()):
    rows = [
        row(WORK, QUEUE),
        row(UPLOADS, BUCKET, protect=protect),
        row(USAGE, TABLE, protect=protect, inputs={"deletionProtectionEnabled": protect}),
        row(READER, ROLE),
    ]
    return {"resources": [each for each in rows if each["urn"] not in without]}


def export(state):
    return Answer(stdout=json.dumps({"version": 3, "deployment": state}))


def deletes(*urns):
    return [
        step("delete", each.split("::")[2].split("$")[-1], each.rsplit("::", 1)[-1], *each.split("::")[2].split("$")[:-1]) for each in urns
    ]


def going(*urns, **more):
    return Answer(events=deletes(*urns), **more)


PROTECTED = {"protect": True, "destroy --preview-only": going(WORK), "destroy": going(WORK)}


def kept_run(play):
    return play(state(protect=True), state(protect=True, without={WORK}), **PROTECTED)


def data_run(play, **more):
    first, second = going(WORK), going(UPLOADS, USAGE, READER)
    answers = {"protect": True, "destroy --preview-only": first, "destroy": [first, second], **more}
    return play(state(protect=True), {"resources": []}, **answers)


class Ledger:
    def __init__(self):
        self.copied, self.closed, self.takes = [], False, True

    def knows(self):
        return True

    def of(self, months):
        return dict.fromkeys(months, self.copied)

    def copy(self, records):
        if not self.takes:
            raise Stop(Exit.REFUSED, "the ledger says no")
        fresh = [each for each in records if each not in self.copied]
        self.copied += fresh
        return len(fresh)

    def close(self, months):
        self.closed = True


class Around:
    """AWS, in memory; notes beside the engine's commands what was done and when."""

    def __init__(self):
        self.metered, self.ledger, self.left, self.asked, self.played = [], Ledger(), Residue(), [], None
        self.breaks = self.blind = self.unready = None

    def gate(self, stack, plan):
        return UsageGate(
            stack=stack.name, metered=lambda: list(self.metered), ledger=lambda: self.ledger, copies=self.copies, lost=self.lost
        )

    def empty_bucket(self, stack, name, region, tell):
        self.played.typed.append(["(emptied)", name])
        if self.breaks:
            raise self.breaks

    def allow_deletion(self, stack, table, region):
        self.played.typed.append(["(may go)", table])

    def sweep(self, stack):
        if self.unready:
            raise self.unready
        return self.residue

    def residue(self, before, still):
        self.asked = [set(before), set(still)]
        if self.blind:
            raise self.blind
        return self.left


def destructions(played):
    """What really happened, in its order: the engine's verbs and the steps beside it."""
    words = [words for words in played.typed if words[0] in ("destroy", "state") or words[0].startswith("(")]
    return [
        "destroy all but protected" if "--exclude-protected" in each else "destroy all" if each[0] == "destroy" else " ".join(each[:2])
        for each in words
        if "--preview-only" not in each
    ]
