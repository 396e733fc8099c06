"""An operator with three clients, a ledger in memory, and sources that say what the test says."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from billing.domain.assigning_answers import assign_answers
from billing.domain.bill import ThreeAnswers
from billing.domain.costs import Kind
from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.ledger.register import register_item
from billing.runs import finalising
from billing.runs.drafting import draft_month, rate_month
from billing.runs.month_facts import environment_of
from billing.runs.run import Run
from billing.settings import BillingSettings, Seller
from model.outputs import EnvironmentOutputs
from model.parsing import parse_terms
from model.placement import Placement
from model.terms_record import as_record
from tests.billing.domain.paper import on_paper
from tests.billing.ledger.world import in_memory

OPERATOR, MEMBER, CLIENTS = "111111111111", "333333333333", "222222222222"
OCTOBER = Month.parse("2026-10")
SETTINGS = BillingSettings(payer_account_id=OPERATOR, seller=Seller(name="Consultancy"))
PER_MINUTE = {"model": "perMinute", "pricePerMinute": "0.15"}
FIXED = {"model": "fixed", "monthlyFee": "40", "includedVideos": 20}
COST_PLUS = {"model": "costPlus", "managementFeePercent": "25", "developmentFee": "500"}


def outputs(client, placement, account, terms, environment="prod", slug=None):
    slug = slug or client.lower()
    return EnvironmentOutputs(
        client=client,
        slug=slug,
        environment=environment,
        placement=placement.value,
        account_id=account,
        home_region="us-east-1",
        tags={"Client": client},
        billing_terms=as_record(parse_terms(terms)),
        usage_table_arn=f"arn:aws:dynamodb:us-east-1:{account}:table/{slug}-{environment}-usage",
        usage_reader_role_arn=f"arn:aws:iam::{account}:role/{slug}-{environment}-billing-reader",
        uploads_bucket="u",
        results_bucket="r",
    )


@dataclass
class Office:
    """Change what the sources say; `run()` is another process every time."""

    world: object = field(default_factory=in_memory)
    settings: BillingSettings = SETTINGS
    at: datetime = datetime(2026, 11, 8, 9, tzinfo=UTC)
    charged: dict = field(default_factory=dict)
    """(client tag, kind, service, account) to amount."""
    shown: dict = field(default_factory=dict)
    """The bill of acme's own account, likewise; it cannot be read while it is empty."""
    currency: str = "USD"
    """Of AWS's bill."""
    estimated: bool = False
    metered: dict = field(default_factory=dict)
    """Stack to (job, seconds, completed)."""
    issued_by_aws: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    # what billing reads

    def bill(self, payer, month, stacks):
        self.asked.append(("bill", payer))
        if payer != OPERATOR and not self.shown:
            return None
        by_kind, by_service, by_account = {}, {}, {}
        for (client, kind, service, account), amount in (self.charged if payer == OPERATOR else self.shown).items():
            for sums, key in ((by_kind, (client, kind)), (by_service, (client, service)), (by_account, (account, kind))):
                sums[key] = sums.get(key, Decimal(0)) + Decimal(amount)
        answers = ThreeAnswers(
            month=month,
            currency=self.currency,
            by_client_and_kind=by_kind,
            by_client_and_service=by_service,
            by_account_and_kind=by_account,
            lines=len(self.charged),
            sha256=f"{hash(tuple(sorted(map(str, self.charged.items())))) & (2**256 - 1):064x}",
            estimated=self.estimated,
        )
        return assign_answers(answers, [environment_of(stack) for stack in stacks])

    def usage(self, stack, month):
        self.asked.append(("usage", stack.stack))
        records = (
            UsageRecord(job=job, seconds=seconds, completed=datetime.fromisoformat(at))
            for job, seconds, at in self.metered.get(stack.stack, [])
        )
        return [record for record in records if Month.of(record.completed) == month]

    def issued(self, payer, month, currency):
        return self.issued_by_aws.get((payer, str(month)))

    # what a test does

    def register(self, stack, entry, first_seen="2026-01-01", left=None):
        item = register_item(stack, json.dumps(entry.as_exports()), first_seen, left)
        self.world.dynamodb.put_item(TableName="ledger", Item=item)

    def run(self, **changed):
        ledger = self.world.ledger("consultancy")
        return replace(Run(settings=self.settings, ledger=ledger, sources=self, by="mara", at=self.at), **changed)


def usual():
    """Acme in its own account by the minute, Globex hosted for a fee, Initech in a member account at cost, and your own dev."""
    office = Office()
    office.register("dev", outputs("Dev", Placement.OWN, OPERATOR, {"model": "costPlus", "managementFeePercent": "0"}, environment="dev"))
    office.register("acme-prod", outputs("Acme", Placement.CLIENT, CLIENTS, PER_MINUTE))
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, FIXED))
    office.register("initech-prod", outputs("Initech", Placement.MEMBER, MEMBER, COST_PLUS))
    office.metered = {
        "acme-prod": [
            ("a1", 600, "2026-10-05T10:00:00+00:00"),
            ("a2", 193, "2026-10-31T23:59:59+00:00"),
            ("a3", 60, "2026-11-01T00:00:00+00:00"),
        ],
        "globex-prod": [("g1", 300, "2026-10-07T10:00:00+00:00")],
        "initech-prod": [("i1", 100, "2026-10-07T10:00:00+00:00")],
        "dev": [("d1", 100, "2026-10-07T10:00:00+00:00")],
    }
    office.charged = {
        ("Globex", Kind.USAGE, "Amazon Simple Storage Service", OPERATOR): "3.21",
        ("Initech", Kind.USAGE, "Amazon Simple Storage Service", MEMBER): "10.004",
        ("", Kind.TAX, "Tax", MEMBER): "2",
        ("", Kind.USAGE, "Amazon Rekognition", OPERATOR): "5",
        ("Dev", Kind.USAGE, "AWS Lambda", OPERATOR): "0.50",
    }
    return office


def papers(run):
    return {each.client: on_paper(each.rated) for each in rate_month(run, OCTOBER).clients}


def finalised(office, **options):
    draft_month(office.run(), OCTOBER)
    return finalising.carry_out(office.run(), finalising.plan(office.run(), OCTOBER), **options)


def billed(office, client="initech"):
    return [entry.document for entry in office.run().ledger.documents.of(client, OCTOBER).entries]
