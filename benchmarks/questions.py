"""How many requests to Cost Explorer a payer's month takes, by the number of its clients: AWS charges a cent for each."""

from decimal import Decimal

from benchmarks.figure import Figure
from billing.domain.month import Month
from billing.sources.cost_explorer import three_answers
from billing.sources.cost_explorer_requests import RequestBudget, Requests
from tests.billing.sources.scripted_cost_explorer import LONGEST_PAGE, ScriptedCostExplorer, charged

CLIENTS = (1, 10, 1_000)
SERVICES = ("AWS Lambda", "Amazon DynamoDB", "Amazon Simple Queue Service", "Amazon Simple Storage Service")
KINDS = ("Usage", "Tax")
AMOUNT = Decimal("0.0123456789")
"""US dollars of each line."""
AT_MOST = 3
"""What the project promises."""


def questions() -> list[Figure]:
    """Asks a Cost Explorer of the tests' own, which cuts its answers into pages. Raises RuntimeError when a cent is missing."""
    return [_asked(clients) for clients in CLIENTS]


def _asked(clients: int) -> Figure:
    lines = [charged(str(AMOUNT), f"Client {number}", kind, each) for number in range(clients) for kind in KINDS for each in SERVICES]
    explorer = ScriptedCostExplorer(lines)
    answers = three_answers(Requests(client=explorer, budget=RequestBudget(requests=100)), Month(2026, 10))
    if answers.total != len(lines) * AMOUNT:
        raise RuntimeError(f"{len(lines)} lines of {AMOUNT} do not come to {answers.total}")
    return Figure(
        what=f"requests to Cost Explorer for a month of {clients:,} client{'s' if clients > 1 else ''}",
        against=f"pages of {LONGEST_PAGE:,} groups, {len(SERVICES)} services a client",
        value=len(explorer.asked),
        unit="requests",
        at_most=AT_MOST,
        sizes={"clients": clients, "groups": answers.lines},
    )
