"""From a rated month to what its reports say."""

from collections.abc import Mapping
from decimal import Decimal

from billing.documents.reports import CostReport, Deployed, OperatorReport, OperatorRow, usage_by_day
from billing.documents.statement import Statement
from billing.domain.money import ZERO, total
from billing.runs.drafting import ClientMonth, Drafts
from billing.runs.month_facts import environment_of
from billing.runs.run import Run
from model.outputs import SCHEMA_VERSION
from model.terms import CostPlus


def cost_report(run: Run, drafts: Drafts, client: ClientMonth) -> CostReport:
    """What AWS charged for one client, and what it used."""
    agreement = client.draft.agreement
    bill = drafts.facts.bills.get(environment_of(client.stacks[0]).payer(run.settings.payer_account_id))
    return CostReport(
        seller=agreement.seller,
        buyer=agreement.buyer,
        month=client.inputs.month,
        as_of=run.today,
        placement=client.inputs.placement,
        currency=client.inputs.bill_currency,
        costs=bill.costs.clients.get(client.name, client.inputs.costs) if bill else client.inputs.costs,
        metered_share=client.inputs.metered_share,
        shared=client.inputs.shared,
        usage=usage_by_day(client.usage, client.inputs.month),
        estimated=bill.costs.estimated if bill else False,
        source_sha256=bill.costs.sha256 if bill else None,
        locale=agreement.locale,
    )


def statement(run: Run, drafts: Drafts, client: ClientMonth) -> Statement:
    """The month so far. AWS's cost is up to a day behind."""
    agreement, charges_cost = client.draft.agreement, isinstance(client.inputs.terms_in_force.pricing, CostPlus)
    return Statement(
        client=client.client,
        seller=agreement.seller,
        buyer=agreement.buyer,
        rated=client.rated,
        as_of=run.today,
        usage=usage_by_day(client.usage, client.inputs.month),
        costs_known_until=run.today if charges_cost else None,
        estimated=any(bill.costs.estimated for bill in drafts.facts.bills.values()),
        locale=agreement.locale,
    )


def operator_report(run: Run, drafts: Drafts) -> OperatorReport:
    """Revenue, AWS cost and margin of every client; what the operator bears itself is told apart."""
    rows = tuple(_row(run, client) for client in drafts.clients)
    return OperatorReport(
        operator=drafts.clients[0].draft.agreement.seller if drafts.clients else run.settings.agreement("-", "-").seller,
        month=drafts.facts.month,
        as_of=run.today,
        rows=rows,
        not_carried=_not_carried(run, drafts),
        estimated=any(bill.costs.estimated for bill in drafts.facts.bills.values()),
        locale=run.settings.seller.locale,
    )


def _row(run: Run, client: ClientMonth) -> OperatorRow:
    inputs = client.inputs
    billed = run.ledger.documents.of(client.client, inputs.month).billed
    revenue = total(document.subtotal for document in billed) if billed else client.rated.subtotal
    environments = (
        Deployed(stack=each.stack, account=each.outputs.account_id, version=f"schema {SCHEMA_VERSION}") for each in client.stacks
    )
    return OperatorRow(
        client=client.name,
        environments=tuple(environments),
        placement=inputs.placement,
        revenue=revenue,
        currency=client.rated.currency,
        document=billed[0].number if billed else None,
        aws_cost=total([inputs.costs.total, inputs.metered_share, inputs.shared]),
        bill_currency=inputs.bill_currency,
        exchange=run.settings.exchange(inputs.month, inputs.bill_currency, client.rated.currency),
    )


def _not_carried(run: Run, drafts: Drafts) -> Mapping[str, Decimal]:
    """Of the operator's own bill: all that no invoiced client has caused or been given."""
    bill = drafts.facts.bills[run.settings.payer_account_id].costs
    carried = [
        total([each.inputs.costs.total, each.inputs.metered_share, each.inputs.shared])
        for each in drafts.clients
        if not each.inputs.placement.client_pays_aws
    ]
    left = total([bill.total, *(amount.copy_negate() for amount in carried)])
    return {bill.currency: left} if left != ZERO else {}
